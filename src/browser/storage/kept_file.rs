//! The file that a workspace was saved to, kept over a restart: the browser's
//! handle, in a database of its own, since a handle is no text. A handle gives
//! no access by itself; the browser asks the user again.

use wasm_bindgen::JsValue;
use web_sys::IdbTransactionMode;

use super::Result;
use super::indexed_db::{Connection, done, failed};
use crate::browser::js;
use crate::browser::save::SavedFile;

/// Not named as the workspaces' databases are, so that it is not taken for one when their list is lost.
const NAME: &str = "galley.files";
const TABLE: &str = "files";

/// Keeps the file with a word for what was written to it.
pub async fn keep(workspace: &str, file: &SavedFile, kind: &str) -> Result<()> {
    let connection = open().await?;
    let transaction = connection.begin(&[TABLE], IdbTransactionMode::Readwrite)?;
    let store = transaction.object_store(TABLE).map_err(failed)?;
    let record = js::object(&[
        ("handle", file.handle().clone()),
        ("name", file.name.as_str().into()),
        ("kind", kind.into()),
    ]);
    store.put_with_key(&record, &workspace.into()).map_err(failed)?;
    connection.complete(&transaction).await
}

/// The file that was kept last, if there is one.
pub async fn kept(workspace: &str) -> Result<Option<(SavedFile, String)>> {
    let connection = open().await?;
    let transaction = connection.begin(&[TABLE], IdbTransactionMode::Readonly)?;
    let store = transaction.object_store(TABLE).map_err(failed)?;
    let record = done(&store.get(&workspace.into()).map_err(failed)?).await?;
    Ok(read(&record))
}

fn read(record: &JsValue) -> Option<(SavedFile, String)> {
    if record.is_undefined() {
        return None;
    }
    let file = SavedFile::new(js::get(record, "handle")?, js::get_string(record, "name")?);
    Some((file, js::get_string(record, "kind")?))
}

async fn open() -> Result<Connection> {
    Connection::open(NAME, 1, |db, _, _| db.create_object_store(TABLE).map(drop)).await
}
