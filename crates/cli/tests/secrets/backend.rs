//! The web server behind the emulated edge: refuses everything, and quotes what it was asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// It runs as long as the tests do.
pub(crate) struct Backend {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<String>>,
}

impl Backend {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(String::new()));
        let seen = Arc::clone(&heads);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let seen = Arc::clone(&seen);
                // A client that goes away is none of our business.
                thread::spawn(move || drop(answer(&stream, &seen)));
            }
        });
        Self { address, heads }
    }

    /// The words made of the salts that were sent here: those of visits and those of knocks.
    pub(crate) fn words(&self) -> Vec<String> {
        let heads = self.heads.lock().unwrap();
        let mut words: Vec<String> = heads
            .split(|c: char| !c.is_ascii_hexdigit())
            .filter(|word| word.len() == 32)
            .map(str::to_owned)
            .collect();
        words.sort();
        words.dedup();
        words
    }

    /// Whether somebody asked for this host.
    pub(crate) fn was_asked_for(&self, host: &str) -> bool {
        self.heads.lock().unwrap().contains(host)
    }
}

fn answer(mut stream: &TcpStream, seen: &Mutex<String>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut head = String::new();
    while reader.read_line(&mut head)? > 2 {}
    seen.lock().unwrap().push_str(&head);
    let length = head.len();
    write!(
        stream,
        "HTTP/1.1 500 Oops\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{head}"
    )
}
