"""Export and import of trained networks: a folder that works without Netsketch, and the way back."""
