//! The window: its size, and whether the system is light or dark.

use serde_json::json;

use crate::page::Page;
use crate::setting::Browser;
use crate::wait::until;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Page {
    /// Makes the system light or dark, as far as the page can see.
    pub async fn set_scheme(&self, scheme: Scheme) {
        match Browser::current() {
            Browser::Chromium => {
                let features = json!([{ "name": "prefers-color-scheme", "value": scheme.name() }]);
                self.chromium("Emulation.setEmulatedMedia", json!({ "features": features })).await;
            }
            Browser::Firefox => {
                // The first for the page (0 is dark, 1 is light), the second for scroll bars.
                let script = "Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', arguments[0]); \
                     Services.prefs.setIntPref('ui.systemUsesDarkTheme', 1 - arguments[0]);";
                self.firefox(script, json!([i32::from(scheme == Scheme::Light)])).await;
            }
        }
        until(&format!("the page to be {}", scheme.name()), async || {
            let script = "return matchMedia(`(prefers-color-scheme: ${arguments[0]})`).matches";
            match self.eval(script, json!([scheme.name()])).await.as_bool() {
                Some(true) => Ok(()),
                other => Err(format!("{other:?}")),
            }
        })
        .await;
    }

    /// Gives the page this many CSS pixels.
    pub async fn set_size(&self, width: u32, height: u32) {
        match Browser::current() {
            Browser::Chromium => {
                let metrics =
                    json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
                self.chromium("Emulation.setDeviceMetricsOverride", metrics).await;
            }
            Browser::Firefox => {
                // Firefox's own window does not go below some 450 pixels; the part of it that shows the page does.
                let script = "const page = gBrowser.selectedBrowser; \
                     page.style.width = page.style.minWidth = page.style.maxWidth = arguments[0] + 'px'; \
                     page.style.height = page.style.minHeight = page.style.maxHeight = arguments[1] + 'px';";
                self.firefox(script, json!([width, height])).await;
            }
        }
        until(&format!("a page of {width} × {height}"), async || {
            let size = self.eval("return [innerWidth, innerHeight]", json!([])).await;
            if size == json!([width, height]) { Ok(()) } else { Err(size.to_string()) }
        })
        .await;
    }
}
