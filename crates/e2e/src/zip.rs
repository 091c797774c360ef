//! Zip archives for the tests: what Galley is to open.

use std::io::Write as _;

use rawzip::{CompressionMethod, DataDescriptorOutput, ZipArchiveWriter, crc32};

/// An archive of these files, names and texts, as they are.
pub fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    for (name, text) in files {
        let file = archive.new_file(name).compression_method(CompressionMethod::STORE);
        let (mut entry, _) = file.start().expect("the name is one");
        entry.write_all(text.as_bytes()).expect("memory takes it");
        let output = DataDescriptorOutput::new(crc32(text.as_bytes()), text.len() as u64);
        entry.finish(output).expect("memory takes it");
    }
    archive.finish().expect("memory takes it");
    bytes
}
