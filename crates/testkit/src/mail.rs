//! A mail server for tests: speaks as much of SMTP (RFC 5321) as a letter needs, on loopback, keeps what it takes, and can be
//! told to fail in every way that matters.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

use crate::authenticator::from_base64_text;

/// How the server treats whoever comes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MailMood {
    /// Takes letters.
    #[default]
    Well,
    /// Says at once that it takes nothing now (421).
    Closing,
    /// Asks to bring the letter later (451).
    Later,
    /// Does not know its reader (550, with their address in the answer, as servers do).
    Refuses,
    /// Says nothing at all.
    Hangs,
    /// Takes the letter and breaks the line before it says so.
    Breaks,
}

/// A letter as the server took it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// From whom, as the envelope says.
    pub from: String,
    /// To whom, as the envelope says.
    pub to: Vec<String>,
    /// Headers and body.
    pub text: String,
}

impl Taken {
    /// The value of a header on one line; empty without it.
    pub fn header(&self, name: &str) -> String {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default().replace("\r\n ", " ");
        let found = head.lines().find_map(|l| {
            l.split_once(": ").filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
        });
        found.unwrap_or_default()
    }
}

#[derive(Debug, Default)]
struct Desk {
    mood: MailMood,
    /// `user` and `password` that it lets in; none lets everyone in.
    secret: Option<(String, String)>,
    taken: Vec<Taken>,
    visits: usize,
}

/// A mail server on loopback.
#[derive(Debug)]
pub struct MailServer {
    /// Its port.
    pub port: u16,
    desk: Arc<Mutex<Desk>>,
    task: JoinHandle<()>,
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl MailServer {
    /// A port that nobody listens on for now.
    pub async fn free_port() -> u16 {
        TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("its number").port()
    }

    /// A server on any port.
    pub async fn start() -> Self {
        Self::start_at(0).await
    }

    /// A server on this port.
    pub async fn start_at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.expect("the port");
        let port = listener.local_addr().expect("its number").port();
        let desk = Arc::new(Mutex::new(Desk::default()));
        let shared = Arc::clone(&desk);
        let task = tokio::spawn(async move {
            // With the task its conversations end.
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                open.spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Self { port, desk, task }
    }

    /// From now on it treats whoever comes like this.
    pub fn be(&self, mood: MailMood) {
        self.desk.lock().expect("the desk").mood = mood;
    }

    /// From now on it lets in only who knows these.
    pub fn ask_for(&self, user: &str, password: &str) {
        self.desk.lock().expect("the desk").secret = Some((user.to_owned(), password.to_owned()));
    }

    /// What it took, and forgets it.
    pub fn take(&self) -> Vec<Taken> {
        std::mem::take(&mut self.desk.lock().expect("the desk").taken)
    }

    /// How often someone came.
    pub fn visits(&self) -> usize {
        self.desk.lock().expect("the desk").visits
    }
}

async fn serve(stream: TcpStream, desk: Arc<Mutex<Desk>>) {
    let (mood, secret) = {
        let mut desk = desk.lock().expect("the desk");
        desk.visits += 1;
        (desk.mood, desk.secret.clone())
    };
    let _ = converse(stream, mood, secret, &desk).await;
}

async fn converse(
    stream: TcpStream,
    mood: MailMood,
    secret: Option<(String, String)>,
    desk: &Mutex<Desk>,
) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    match mood {
        MailMood::Hangs => std::future::pending::<()>().await,
        MailMood::Closing => return write.write_all(b"421 closing\r\n").await,
        _ => write.write_all(b"220 sink ready\r\n").await?,
    }
    let (mut from, mut to, mut is_in) = (String::new(), Vec::new(), secret.is_none());
    while let Some(line) = lines.next_line().await? {
        let upper = line.to_ascii_uppercase();
        let address = || line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(a, _)| a.to_owned());
        let answer = if upper.starts_with("EHLO") {
            "250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 AUTH PLAIN LOGIN\r\n".to_owned()
        } else if let Some(given) = line.strip_prefix("AUTH PLAIN ") {
            let wanted = secret.as_ref().map(|(user, password)| format!("\0{user}\0{password}").into_bytes());
            let given = from_base64_text(&given.trim_end_matches('=').replace('+', "-").replace('/', "_"));
            is_in = wanted.is_some_and(|wanted| given == wanted);
            if is_in { "235 in\r\n".to_owned() } else { "535 no\r\n".to_owned() }
        } else if upper.starts_with("MAIL FROM:") && is_in {
            from = address().unwrap_or_default();
            "250 ok\r\n".to_owned()
        } else if upper.starts_with("RCPT TO:") && is_in {
            let reader = address().unwrap_or_default();
            match mood {
                MailMood::Later => "451 busy\r\n".to_owned(),
                MailMood::Refuses => format!("550 5.1.1 <{reader}>: unknown\r\n"),
                _ => {
                    to.push(reader);
                    "250 ok\r\n".to_owned()
                }
            }
        } else if upper == "DATA" && !to.is_empty() {
            write.write_all(b"354 go on\r\n").await?;
            let mut text = String::new();
            while let Some(line) = lines.next_line().await? {
                if line == "." {
                    break;
                }
                // A dot at the start of a line was doubled (section 4.5.2).
                text.push_str(line.strip_prefix('.').unwrap_or(&line));
                text.push_str("\r\n");
            }
            let taken = Taken { from: std::mem::take(&mut from), to: std::mem::take(&mut to), text };
            desk.lock().expect("the desk").taken.push(taken);
            if mood == MailMood::Breaks {
                return Ok(());
            }
            "250 taken\r\n".to_owned()
        } else if upper == "QUIT" {
            return write.write_all(b"221 bye\r\n").await;
        } else {
            "503 not now\r\n".to_owned()
        };
        write.write_all(answer.as_bytes()).await?;
    }
    Ok(())
}
