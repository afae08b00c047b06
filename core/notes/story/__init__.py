"""The notes as a story: a module for each chapter, in the notes' order, and the glossary of their terms."""
