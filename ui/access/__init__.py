"""Access: the password, the sign-in page, who may frame the app."""
