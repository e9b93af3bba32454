"""The app in a browser: the guard over HTTP on loopback, the server as a process, and a real Chromium."""
