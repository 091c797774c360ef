//! axe-core: what keeps people with assistive technology out.

use std::fs;
use std::sync::LazyLock;

use serde_json::{Value, json};

use crate::page::Page;
use crate::setting;

static AXE: LazyLock<String> = LazyLock::new(|| {
    let path = setting::path("AXE");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("could not read {}: {error}", path.display()))
});

/// Runs all rules and hands back what they found wrong, in few words.
const RUN: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, { resultTypes: ['violations'] }).then(
        (results) => done(results.violations.map((found) => ({
            rule: found.id,
            help: found.help,
            places: found.nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}`).slice(0, 5),
        }))),
        (error) => done([{ rule: 'axe failed', help: String(error), places: [] }]),
    );
";

impl Page {
    /// Fails when axe-core finds anything on the screen as it is.
    pub async fn expect_accessible(&self, scene: &str) {
        // Transitions blend colours, which axe would measure half way.
        let settle =
            "document.getAnimations().forEach((animation) => { try { animation.finish() } catch {} })";
        self.eval(settle, json!([])).await;
        if self.eval("return typeof window.axe", json!([])).await == "undefined" {
            let script = format!("{}\nwindow.axe = axe;", *AXE);
            self.client.execute(&script, Vec::new()).await.expect("axe-core could not be put into the page");
        }
        let found = self.eval_async(RUN, json!([])).await;
        let found = found.as_array().cloned().unwrap_or_default();
        assert!(
            found.is_empty(),
            "axe-core finds {} on the scene “{scene}”:\n{}",
            found.len(),
            described(&found)
        );
    }
}

fn described(violations: &[Value]) -> String {
    let line = |violation: &Value| {
        let places: Vec<&str> =
            violation["places"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        format!(
            "- {}: {}\n    {}",
            violation["rule"],
            violation["help"],
            places.join("\n    ").replace('\n', "\n    ")
        )
    };
    violations.iter().map(line).collect::<Vec<_>>().join("\n")
}
