//! Cuts the program in two: the functions that a start runs, and the rest.
//!
//! A start runs a quarter of the code. Only that has to be unpacked and compiled before the page can be used; the rest
//! follows when the page is painted (`src/browser/program.rs`), and may be compressed harder for it.
//!
//! Both parts use one memory and one table of functions. Where the first part calls a function of the second, it has a
//! stub of it, which loads the second part unless it is there, and calls it through a table that the second part fills.
//! So a cut can be slow in the wrong place, but never wrong: which functions are in which part changes only when they are
//! loaded. `cargo xtask profile` finds out which ones a start does not run, and writes their names into
//! `rest-functions.txt`. What is new since, or has another name, is in the first part until that is done again: so the
//! first part grows with time, but a start does not wait for the rest.

use std::collections::{BTreeSet, HashSet};

use anyhow::{Context, Result, bail};
use walrus::ir::{Const, GlobalSet, UnaryOp, Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalKind,
    ImportedFunction, Module, ModuleConfig, RefType, TableId, ValType,
};

/// The function that loads the rest, as the app exports it.
const LOAD: &str = "load_rest";
/// How the rest calls what it takes from the first part.
const START_MODULE: &str = "start";

/// The two parts, as wasm.
pub struct Parts {
    pub start: Vec<u8>,
    pub rest: Vec<u8>,
    /// How many names of the list are of no function in the program.
    pub unknown: usize,
}

/// Cuts a program with the names of its functions. The list has a line for each that belongs to the rest, as [`short`]
/// writes it.
pub fn split(wasm: &[u8], list: &str) -> Result<Parts> {
    let module = parse(wasm)?;
    let listed: HashSet<&str> = list.lines().collect();
    let mut known = HashSet::new();
    let mut kept = HashSet::new();
    for (id, name) in named(&module) {
        match listed.get(name.as_str()) {
            Some(&name) => drop(known.insert(name)),
            None => drop(kept.insert(id)),
        }
    }
    for root in roots(&module)? {
        keep_with_calls(&module, root, &mut kept);
    }
    let is_first: Vec<bool> = module.funcs.iter_local().map(|(id, _)| kept.contains(&id)).collect();
    Ok(Parts {
        start: Cut::new(module, &is_first).start()?,
        // Making a part takes the module apart.
        rest: Cut::new(parse(wasm)?, &is_first).rest()?,
        unknown: listed.len() - known.len(),
    })
}

/// A function that is counted.
#[derive(Debug, PartialEq, Eq)]
pub struct Counted {
    pub name: String,
    /// Whether it may be in the rest.
    pub may_wait: bool,
}

/// Crates whose functions are called in the middle of anything, and seldom all of them in one run: what names no other
/// crate is always in the first part.
const PLUMBING: [&str; 13] = [
    "alloc",
    "core",
    "futures_channel",
    "gloo_events",
    "gloo_timers",
    "gloo_utils",
    "hashbrown",
    "js_sys",
    "std",
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "web_sys",
    "yew",
];

/// The program with a count of 1 for each function that has run, in an exported global: `ran0`, `ran1` and so on; and
/// these functions.
pub fn with_counts(wasm: &[u8]) -> Result<(Vec<u8>, Vec<Counted>)> {
    let mut module = parse(wasm)?;
    let functions: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
    let mut counted = Vec::with_capacity(functions.len());
    for (number, id) in functions.into_iter().enumerate() {
        let ran = module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(0)));
        module.exports.add(&format!("ran{number}"), ran);
        let function = module.funcs.get_mut(id);
        let name = function.name.as_deref().unwrap_or_default();
        counted.push(Counted { name: short(name), may_wait: !is_plumbing(name) });
        let mut body = function.kind.unwrap_local_mut().builder_mut().func_body();
        body.instr_at(0, Const { value: Value::I32(1) }).instr_at(1, GlobalSet { global: ran });
    }
    Ok((module.emit_wasm(), counted))
}

/// Whether a function's full name has the hash of no crate but [`PLUMBING`].
fn is_plumbing(name: &str) -> bool {
    let mut before_hashes = name.match_indices('[').filter(|&(at, _)| after_hash(&name[at..]).is_some());
    before_hashes.all(|(at, _)| {
        let before = &name[..at];
        let start = before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
        PLUMBING.contains(&&before[start..])
    })
}

/// A function's name without what changes from one build to the next (the crates' hashes), and without the modules of the
/// types in it: `<galley_app[1f…]::app::App as yew[2a…]::html::component::Component>::view` is
/// `<App as Component>::view`. Several functions may come to the same name, such as all closures of one function: they
/// go together.
fn short(name: &str) -> String {
    let mut short = String::with_capacity(name.len() / 2);
    let mut rest = name;
    while let Some(start) = rest.find(|c: char| c.is_alphanumeric() || c == '_') {
        short.push_str(&rest[..start]);
        let (path, after) = path(&rest[start..]);
        short.push_str(path);
        rest = after;
        if let Some(number) = rest.strip_prefix('#') {
            rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    short.push_str(rest);
    short
}

/// The last part of the path that begins here, with the module of a function that is not a type's; and what comes after
/// the path.
fn path(text: &str) -> (&str, &str) {
    let (mut before, mut last, mut at) = (0, 0, 0);
    loop {
        let word = text[at..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len() - at);
        let end = at + word;
        let after = after_hash(&text[end..]).unwrap_or(&text[end..]);
        match after.strip_prefix("::") {
            Some(next) if next.starts_with(|c: char| c.is_alphanumeric() || c == '_') => {
                at = text.len() - next.len();
                (before, last) = (last, at);
            }
            _ => {
                let is_function = text[last..].starts_with(char::is_lowercase);
                let start = if is_function && !text[before..last].contains('[') { before } else { last };
                return (&text[start..end], after);
            }
        }
    }
}

/// What comes after a crate's hash, when one begins here; it looks like the type `[T]`.
fn after_hash(text: &str) -> Option<&str> {
    let (hash, after) = text.strip_prefix('[')?.split_once(']')?;
    (hash.len() >= 10 && hash.chars().all(|c| c.is_ascii_hexdigit())).then_some(after)
}

fn parse(wasm: &[u8]) -> Result<Module> {
    let mut config = ModuleConfig::new();
    // Names are read all the same.
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(wasm)?;
    let notes: Vec<_> = module.customs.iter().map(|(id, _)| id).collect();
    for id in notes {
        module.customs.delete(id);
    }
    Ok(module)
}

/// The functions that are not imported, with their short names, in an order that is always the same.
fn named(module: &Module) -> impl Iterator<Item = (FunctionId, String)> {
    let name = |id| short(module.funcs.get(id).name.as_deref().unwrap_or_default());
    module.funcs.iter_local().map(move |(id, _)| (id, name(id)))
}

/// The functions that a function names.
fn called(module: &Module, id: FunctionId) -> Vec<FunctionId> {
    struct Named(Vec<FunctionId>);
    impl Visitor<'_> for Named {
        fn visit_function_id(&mut self, function: &FunctionId) {
            self.0.push(*function);
        }
    }
    let mut named = Named(Vec::new());
    if let FunctionKind::Local(function) = &module.funcs.get(id).kind {
        dfs_in_order(&mut named, function, function.entry_block());
    }
    named.0
}

/// What has to be in the first part with all that it calls: the loading of the rest, and what loading needs of
/// wasm-bindgen (memory, references to the browser's objects). Its books would be open if it were in the middle of
/// something when the rest is called for.
fn roots(module: &Module) -> Result<Vec<FunctionId>> {
    let load = module.exports.get_func(LOAD).with_context(|| format!("the program exports no `{LOAD}`"))?;
    let inner = exported(module).filter(|(name, _)| name.starts_with("__")).map(|(_, id)| id);
    Ok(inner.chain([load]).collect())
}

fn keep_with_calls(module: &Module, id: FunctionId, kept: &mut HashSet<FunctionId>) {
    let mut open = vec![id];
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            kept.insert(id);
            open.extend(called(module, id));
        }
    }
}

/// A program and where it is cut.
struct Cut {
    module: Module,
    /// The functions of the rest.
    rest: HashSet<FunctionId>,
    /// Those of them that the first part knows, by a call or in a table: it has a stub of each.
    late: Vec<FunctionId>,
    /// The functions of the first part, and the imported ones, that the rest calls.
    shared: Vec<FunctionId>,
}

impl Cut {
    /// For each function that is not imported, whether it is in the first part.
    fn new(module: Module, is_first: &[bool]) -> Self {
        let functions = || module.funcs.iter_local().map(|(id, _)| id);
        let rest: HashSet<FunctionId> =
            functions().zip(is_first).filter(|(_, is_first)| !**is_first).map(|(id, _)| id).collect();
        let (mut late, mut shared) = (BTreeSet::new(), BTreeSet::new());
        for caller in functions() {
            for callee in called(&module, caller) {
                match (rest.contains(&caller), rest.contains(&callee)) {
                    (false, true) => drop(late.insert(callee)),
                    (true, false) => drop(shared.insert(callee)),
                    _ => {}
                }
            }
        }
        late.extend(listed(&module).filter(|function| rest.contains(function)));
        Self { rest, late: late.into_iter().collect(), shared: shared.into_iter().collect(), module }
    }

    /// The first part.
    fn start(mut self) -> Result<Vec<u8>> {
        let load = self.module.exports.get_func(LOAD)?;
        let table = self.late_table();
        let loaded = loader(&mut self.module, load);
        for (slot, &function) in self.late.iter().enumerate() {
            stub(&mut self.module, function, loaded, table, i32::try_from(slot)?);
        }
        for part in self.parts() {
            self.module.exports.add(&part.name, part.item);
        }
        walrus::passes::gc::run(&mut self.module);
        Ok(self.module.emit_wasm())
    }

    /// The rest. It is made with the exports of the first part, and fills the tables.
    fn rest(mut self) -> Result<Vec<u8>> {
        let table = self.late_table();
        let parts = self.parts();
        let module = &mut self.module;
        for export in module.exports.iter().map(|export| export.id()).collect::<Vec<_>>() {
            module.exports.delete(export);
        }
        // Memory is filled once, and the program started once.
        for data in module.data.iter().map(|data| data.id()).collect::<Vec<_>>() {
            module.data.delete(data);
        }
        module.start = None;
        for part in parts {
            import(module, &part);
        }
        for element in module.elements.iter().map(|element| element.id()).collect::<Vec<_>>() {
            let (kind, items) = {
                let element = module.elements.get(element);
                (element.kind.clone(), element.items.clone())
            };
            module.elements.delete(element);
            let (
                ElementKind::Active { table, offset: ConstExpr::Value(Value::I32(offset)) },
                ElementItems::Functions(functions),
            ) = (kind, items)
            else {
                bail!("the program fills a table in a way that is not known here");
            };
            module.tables.get_mut(table).elem_segments.clear();
            let mut at = offset;
            for run in functions.chunk_by(|a, b| self.rest.contains(a) == self.rest.contains(b)) {
                if self.rest.contains(&run[0]) {
                    fill(module, table, at, run.to_vec());
                }
                at += i32::try_from(run.len())?;
            }
        }
        fill(module, table, 0, self.late);
        walrus::passes::gc::run(module);
        Ok(module.emit_wasm())
    }

    /// The table through which stubs call.
    fn late_table(&mut self) -> TableId {
        let size = self.late.len() as u64;
        self.module.tables.add_local(false, size, Some(size), RefType::FUNCREF)
    }

    /// What the first part gives to the rest, under names that the app's own exports do not have.
    fn parts(&self) -> Vec<Part> {
        let module = &self.module;
        let items = self
            .shared
            .iter()
            .map(|&id| ExportItem::Function(id))
            .chain(module.tables.iter().map(|table| ExportItem::Table(table.id())))
            .chain(module.memories.iter().map(|memory| ExportItem::Memory(memory.id())))
            .chain(module.globals.iter().map(|global| ExportItem::Global(global.id())));
        items.enumerate().map(|(number, item)| Part { name: format!("${number:x}"), item }).collect()
    }
}

struct Part {
    name: String,
    item: ExportItem,
}

/// The functions that are exported, with their names there.
fn exported(module: &Module) -> impl Iterator<Item = (&str, FunctionId)> {
    module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(function) => Some((export.name.as_str(), function)),
        _ => None,
    })
}

/// The functions that are exported, or in a table.
fn listed(module: &Module) -> impl Iterator<Item = FunctionId> {
    let in_tables = module.elements.iter().flat_map(|element| match &element.items {
        ElementItems::Functions(functions) => functions.clone(),
        ElementItems::Expressions(..) => Vec::new(),
    });
    exported(module).map(|(_, function)| function).chain(in_tables)
}

/// A function that has the rest loaded, unless it is there.
fn loader(module: &mut Module, load: FunctionId) -> FunctionId {
    let loaded = module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(0)));
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    builder.func_body().global_get(loaded).unop(UnaryOp::I32Eqz).if_else(
        None,
        |missing| {
            missing.call(load).i32_const(1).global_set(loaded);
        },
        |_| {},
    );
    builder.finish(Vec::new(), &mut module.funcs)
}

/// Puts a stub in a function's place.
fn stub(module: &mut Module, function: FunctionId, loaded: FunctionId, table: TableId, slot: i32) {
    let ty = module.funcs.get(function).ty();
    let (parameters, results) = module.types.params_results(ty);
    let (parameters, results) = (parameters.to_vec(), results.to_vec());
    let arguments: Vec<_> = parameters.iter().map(|&ty| module.locals.add(ty)).collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
    let mut body = builder.func_body();
    body.call(loaded);
    for &argument in &arguments {
        body.local_get(argument);
    }
    body.i32_const(slot).call_indirect(ty, table);
    module.funcs.get_mut(function).kind = FunctionKind::Local(builder.local_func(arguments));
}

/// Has the rest take something from the first part instead of having it itself.
fn import(module: &mut Module, part: &Part) {
    match part.item {
        ExportItem::Function(id) => {
            let ty = module.funcs.get(id).ty();
            if let FunctionKind::Import(imported) = &module.funcs.get(id).kind {
                let import = module.imports.get_mut(imported.import);
                import.module = START_MODULE.to_owned();
                import.name.clone_from(&part.name);
            } else {
                let import = module.imports.add(START_MODULE, &part.name, id);
                module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
            }
        }
        ExportItem::Table(id) => {
            module.tables.get_mut(id).import = Some(module.imports.add(START_MODULE, &part.name, id));
        }
        ExportItem::Memory(id) => {
            let import = module.imports.add(START_MODULE, &part.name, id);
            let memory = module.memories.get_mut(id);
            memory.import = Some(import);
            memory.data_segments.clear();
        }
        ExportItem::Global(id) => {
            module.globals.get_mut(id).kind =
                GlobalKind::Import(module.imports.add(START_MODULE, &part.name, id));
        }
        ExportItem::Tag(_) => {}
    }
}

fn fill(module: &mut Module, table: TableId, at: i32, functions: Vec<FunctionId>) {
    let offset = ConstExpr::Value(Value::I32(at));
    let element =
        module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(functions));
    module.tables.get_mut(table).elem_segments.insert(element);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program in which `first` calls `late`, which calls `helper`, `shared` and something of the browser; `listed` and
    /// `other` stand in the table.
    const PROGRAM: &str = r#"(module
        (import "browser" "log" (func $log (param i32)))
        (memory 1)
        (data (i32.const 8) "words")
        (table 3 funcref)
        (elem (i32.const 0) $first $listed $other)
        (global $depth (mut i32) (i32.const 0))
        (func $load (call $unpack))
        (func $unpack)
        (func $inner)
        (func $first (result i32) (call $late (i32.const 1) (i64.const 2)))
        (func $late (param i32 i64) (result i32)
            (call $log (local.get 0)) (global.set $depth (i32.const 1)) (call $helper) (call $shared))
        (func $helper (i32.store (i32.const 8) (i32.const 0)))
        (func $shared (result i32) (i32.load (i32.const 8)))
        (func $listed)
        (func $other)
        (export "load_rest" (func $load))
        (export "__inner" (func $inner))
        (export "first" (func $first))
        (export "other" (func $other))
        (export "memory" (memory 0)))"#;

    fn cut(list: &str) -> Parts {
        split(&wat::parse_str(PROGRAM).expect("it is written well"), list).expect("it can be cut")
    }

    /// Reading it again checks that it is sound.
    fn sound(wasm: &[u8]) -> Module {
        Module::from_buffer(wasm).expect("it is sound wasm")
    }

    fn local(module: &Module) -> usize {
        module.funcs.iter_local().count()
    }

    #[test]
    fn each_function_is_in_one_part_and_has_a_stub_where_the_first_part_names_it() {
        let parts = cut("late\nhelper\nlisted\nother\nload\n");
        let (start, rest) = (sound(&parts.start), sound(&parts.rest));
        // load, unpack, inner, first and shared; the loader; stubs of late, listed and other.
        assert_eq!(local(&start), 9);
        // late, helper, listed and other.
        assert_eq!(local(&rest), 4);
        assert!(start.start.is_none() && rest.exports.iter().next().is_none());
        let initial: Vec<usize> = [&start, &rest].map(|module| module.data.iter().count()).to_vec();
        assert_eq!(initial, [1, 0], "memory is filled once");
    }

    #[test]
    fn the_rest_takes_nothing_that_the_first_part_does_not_give() {
        let parts = cut("late\nhelper\nlisted\nother\nload\n");
        let (start, rest) = (sound(&parts.start), sound(&parts.rest));
        let taken: Vec<(&str, &str)> =
            rest.imports.iter().map(|import| (import.module.as_str(), import.name.as_str())).collect();
        // log and shared, the two tables, the memory, the depth.
        assert_eq!(taken.len(), 6, "{taken:?}");
        for (module, name) in taken {
            assert_eq!(module, START_MODULE);
            assert!(start.exports.iter().any(|export| export.name == name), "{name}");
        }
        let from: Vec<&str> = start.imports.iter().map(|import| import.module.as_str()).collect();
        assert_eq!(from, ["browser"], "the browser gives the first part what it gave the whole");
    }

    #[test]
    fn the_rest_fills_the_tables() {
        let rest = sound(&cut("late\nhelper\nlisted\nother\nload\n").rest);
        let filled: Vec<(i32, usize)> = rest
            .elements
            .iter()
            .map(|element| match (&element.kind, &element.items) {
                (
                    ElementKind::Active { offset: ConstExpr::Value(Value::I32(at)), .. },
                    ElementItems::Functions(functions),
                ) => (*at, functions.len()),
                other => panic!("{other:?}"),
            })
            .collect();
        // `listed` and `other` follow each other in the app's table; both and `late` are in that of the stubs.
        assert_eq!(filled, [(1, 2), (0, 3)]);
    }

    #[test]
    fn what_loads_the_rest_is_not_in_it() {
        let parts = cut("first\nlate\nhelper\nshared\nlisted\nother\nload\nunpack\ninner\n");
        // load, unpack and inner; the loader; stubs of first, listed and other.
        assert_eq!(local(&sound(&parts.start)), 7);
        assert_eq!(parts.unknown, 0);
        assert_eq!(cut("first\nlong gone\n").unknown, 1);
    }

    #[test]
    fn functions_that_have_run_can_be_counted() {
        let program = wat::parse_str(PROGRAM).expect("it is written well");
        let (wasm, counted) = with_counts(&program).expect("it can be counted");
        let names: Vec<&str> = counted.iter().map(|function| function.name.as_str()).collect();
        assert_eq!(
            names,
            ["load", "unpack", "inner", "first", "late", "helper", "shared", "listed", "other"]
        );
        let counts = sound(&wasm).exports.iter().filter(|export| export.name.starts_with("ran")).count();
        assert_eq!(counts, counted.len());
    }

    #[test]
    fn what_is_called_in_the_middle_of_anything_does_not_wait() {
        let plumbing = "<alloc[c77ade5b89465649]::rc::Rc<yew[7570dbce85648840]::Scope> as core[f535493ba95dc0a6]::Drop>::drop";
        let own = "<alloc[c77ade5b89465649]::rc::Rc<galley_app[7570dbce85648840]::App>>::drop";
        assert!(is_plumbing(plumbing) && is_plumbing("memcpy"));
        assert!(!is_plumbing(own));
    }

    #[test]
    fn names_are_the_same_in_another_build() {
        let cases = [
            ("main", "main"),
            ("galley_core[301ad1c0c4c46c47]::formats::native::read_article", "native::read_article"),
            ("galley_app[301ad1c0c4c46c47]::main", "main"),
            (
                "<galley_app[e7f5d894b001a452]::app::App as yew[7570dbce85648840]::html::Component>::update",
                "<App as Component>::update",
            ),
            ("<alloc[c77ade5b89465649]::vec::Vec<[u8]>>::push::{closure#0}", "<Vec<[u8]>>::push::{closure}"),
            ("<[core[f535493ba95dc0a6]::str]>::sort", "<[str]>::sort"),
        ];
        for (name, expected) in cases {
            assert_eq!(short(name), expected);
        }
    }
}
