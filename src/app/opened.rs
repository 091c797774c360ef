//! What an opening asks, and what it tells when it is done.

use galley_core::formats::question::Answer;
use galley_core::formats::{Issue, ReadError};

use super::{App, focus_article};
use crate::components::counted;
use crate::opening::Ask;
use crate::state::NoticeKind;

/// Files that could not be read are told one by one up to so many.
const TOLD_ONE_BY_ONE: usize = 3;

impl App {
    pub(super) fn ask(&mut self, ask: Ask) {
        self.progress = None;
        self.say(format!("How is “{}” to be read?", ask.file));
        self.asked.push_back(ask);
    }

    pub(super) fn answer(&mut self, answer: Option<Answer>) {
        let Some(ask) = self.asked.pop_front() else { return };
        if answer.is_none() {
            self.say(format!("“{}” was not opened", ask.file));
        }
        ask.answer.emit(answer);
        focus_article();
    }

    pub(super) fn tell_failures(&mut self, failures: &[(String, ReadError)]) {
        let line = |error: &ReadError| format!("{}: {}", error.place, error.reason);
        if failures.len() > TOLD_ONE_BY_ONE {
            let lines = failures.iter().map(|(file, error)| format!("{file}: {}", line(error))).collect();
            let title = format!("{} were not opened", counted(failures.len(), "file"));
            return self.tell(NoticeKind::Problem, title, lines);
        }
        for (file, error) in failures {
            self.tell(NoticeKind::Problem, format!("“{file}” was not opened"), vec![line(error)]);
        }
    }

    /// Tells by place what was repaired, kept aside or left out.
    pub(super) fn tell_issues(&mut self, issues: &[(String, Issue)]) {
        let Some((first, _)) = issues.first() else { return };
        let remarks = counted(issues.len(), "remark");
        if issues.iter().all(|(file, _)| file == first) {
            let lines = issues.iter().map(|(_, issue)| issue.to_string()).collect();
            return self.tell(
                NoticeKind::Information,
                format!("“{first}”: {remarks} on what was read"),
                lines,
            );
        }
        let lines = issues.iter().map(|(file, issue)| format!("{file}, {issue}")).collect();
        self.tell(NoticeKind::Information, format!("{remarks} on what was read"), lines);
    }
}
