//! Nothing leaves the page: its own policy refuses every way out.

use std::io::Read;
use std::net::{TcpListener, TcpStream};

use galley_e2e::{Page, Setting, browse, until};
use serde_json::{Value, json};

use crate::marking::open_ferry;

/// A server that never answers, and remembers who asked for what.
struct Server {
    listener: TcpListener,
    asked: Vec<(TcpStream, Vec<u8>)>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        listener.set_nonblocking(true).expect("the listener can be asked without waiting");
        Self { listener, asked: Vec::new() }
    }

    fn address(&self) -> String {
        self.listener.local_addr().expect("it listens").to_string()
    }

    /// The first lines of all requests so far. A browser may connect ahead of
    /// a request that it then refuses; nothing is sent, so that counts for
    /// nothing.
    fn requests(&mut self) -> Vec<String> {
        while let Ok((stream, _)) = self.listener.accept() {
            stream.set_nonblocking(true).expect("the connection can be asked without waiting");
            self.asked.push((stream, Vec::new()));
        }
        for (stream, bytes) in &mut self.asked {
            let mut part = [0; 1024];
            // Otherwise there is nothing more yet, or it has hung up: what was sent before stays.
            if let Ok(count) = stream.read(&mut part) {
                bytes.extend_from_slice(&part[..count]);
            }
        }
        let asked = self.asked.iter().filter(|(_, bytes)| !bytes.is_empty());
        asked
            .map(|(_, bytes)| String::from_utf8_lossy(bytes).lines().next().unwrap_or_default().to_owned())
            .collect()
    }
}

/// The ways out that are tried, each with the directive that must refuse it.
const WAYS: [(&str, &str, &str); 8] = [
    ("fetch", "connect-src", "fetch(`http://${at}/fetch`, { mode: 'no-cors' }).catch(() => {})"),
    (
        "XMLHttpRequest",
        "connect-src",
        "const xhr = new XMLHttpRequest(); xhr.open('GET', `http://${at}/xhr`); xhr.send()",
    ),
    ("WebSocket", "connect-src", "new WebSocket(`ws://${at}/socket`)"),
    ("a beacon", "connect-src", "navigator.sendBeacon(`http://${at}/beacon`, 'x')"),
    (
        "an image",
        "img-src",
        "const img = document.createElement('img'); img.src = `http://${at}/image`; document.body.append(img)",
    ),
    (
        "a style sheet",
        "style-src",
        "const link = document.createElement('link'); link.rel = 'stylesheet'; link.href = `http://${at}/style`; document.body.append(link)",
    ),
    (
        "a script",
        "script-src",
        "const script = document.createElement('script'); script.src = `http://${at}/script`; document.body.append(script)",
    ),
    (
        "a frame",
        "default-src",
        "const frame = document.createElement('iframe'); frame.src = `http://${at}/frame`; document.body.append(frame)",
    ),
];

/// Tries one way; the directives of the violations that the page is told of.
const TRY: &str = "
    window.violations = [];
    window.heard ??= document.addEventListener('securitypolicyviolation', (event) =>
        window.violations.push([event.effectiveDirective, event.blockedURI])) ?? true;
    const at = arguments[0];
    try { (0, function () { WAY })() } catch {}
";

#[test]
fn every_way_out_is_refused() {
    browse(async |page| {
        let mut server = Server::start();
        for (what, directive, script) in WAYS {
            page.eval(&TRY.replace("WAY", script), json!([server.address()])).await;
            expect_violation(page, what, directive).await;
        }
        // The same ways lead out of a page without a policy: the test can tell.
        let open = page.file("open.html", "<!doctype html><title>open</title><body></body>");
        page.go(&format!("file://{}", open.display())).await;
        for (_, _, script) in WAYS {
            page.eval(&TRY.replace("WAY", script), json!([format!("{}/open", server.address())])).await;
        }
        let requests = until("the open page to reach the server", async || match server.requests() {
            requests if requests.len() > 2 => Ok(requests),
            requests => Err(format!("{requests:?}")),
        })
        .await;
        let from_galley: Vec<&String> = requests.iter().filter(|line| !line.contains(" /open/")).collect();
        assert!(from_galley.is_empty(), "Galley's page sent {from_galley:?}");
    });
}

async fn expect_violation(page: &Page, what: &str, directive: &str) {
    until(&format!("{what} to be refused by {directive}"), async || {
        let violations = page.eval("return window.violations", json!([])).await;
        let refused =
            |violation: &Value| violation[0].as_str().is_some_and(|name| name.starts_with(directive));
        let by_default =
            |violation: &Value| violation[0].as_str().is_some_and(|name| name.starts_with("frame-src"));
        match violations.as_array() {
            Some(all)
                if all.iter().any(|one| refused(one) || directive == "default-src" && by_default(one)) =>
            {
                Ok(())
            }
            other => Err(format!("{other:?}")),
        }
    })
    .await;
}

#[test]
fn scripts_that_are_not_galleys_own_do_not_run() {
    browse(async |page| {
        let scripts = [
            "const s = document.createElement('script'); s.textContent = 'document.title = \"ran\"'; document.body.append(s)",
            "const s = document.createElement('script'); s.src = URL.createObjectURL(new Blob(['document.title = \"ran\"'])); document.body.append(s)",
            "const b = document.createElement('button'); b.setAttribute('onclick', 'document.title = \"ran\"'); document.body.append(b); b.click()",
        ];
        for script in scripts {
            page.eval(&TRY.replace("WAY", script), json!([""])).await;
            expect_violation(page, "a script", "script-src").await;
        }
        assert_eq!(page.client.title().await.expect("the page has a title"), "Galley");
    });
}

#[test]
fn the_file_names_no_place_to_load_from_and_loads_nothing() {
    let html = std::fs::read_to_string(&Setting::get().galley_html).expect("the file can be read");
    for attribute in ["src=\"", "href=\"", "action=\"", "url(", "@import"] {
        for (at, _) in html.match_indices(attribute) {
            let value = html.get(at + attribute.len()..).unwrap_or_default().trim_start_matches(['"', '\'']);
            let loads = value.starts_with("http") || value.starts_with("//");
            let shown: String = value.chars().take(60).collect();
            assert!(!loads, "the file has {attribute}{shown}");
        }
    }
    browse(async |page| {
        open_ferry(page).await;
        page.sweep("Ilse Varga").await;
        page.press("p").await;
        page.expect_marked_count(1).await;
        let script = "return performance.getEntriesByType('resource').map((entry) => entry.name).filter((name) => !/^(blob|data):/.test(name))";
        assert_eq!(page.eval(script, json!([])).await, json!([]));
    });
}
