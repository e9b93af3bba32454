"""The full-screen app in a browser: who may come in, the server, and the process behind a browser's tab."""
