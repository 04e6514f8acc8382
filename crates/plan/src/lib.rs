//! Decides what has to be done to keep a network and its web application in step; does no I/O.
