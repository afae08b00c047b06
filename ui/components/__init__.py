"""Components that the browser runs, a folder each: Python, JavaScript, CSS and tests."""
