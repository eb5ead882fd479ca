// The text field of the query, as a CodeMirror editor in a shadow root.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { say } from "./words.js";

const look = EditorView.theme({
  "&": { fontSize: ".92rem", backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "var(--radius, 4px)" },
  "&.cm-focused": { outline: "3px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", maxHeight: "34rem", minHeight: "20.9rem" },
  ".cm-content": { padding: ".7rem 0", caretColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--quiet)", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--soft) 60%, transparent)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--s2) 45%, transparent) !important" },
  ".cm-matchingBracket": { backgroundColor: "var(--s1)", outline: "1px solid var(--s2)" },
  ".cm-mistake": { backgroundColor: "var(--accent-soft)", boxShadow: "inset 3px 0 var(--accent)" },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "4px", boxShadow: "0 6px 24px rgb(0 0 0 / .18)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: ".88rem", maxHeight: "17rem" },
  ".cm-tooltip-autocomplete > ul > li": { padding: ".2rem .6rem !important" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--link)", color: "var(--paper)" },
  ".cm-completionDetail": { color: "inherit", opacity: ".75", fontStyle: "normal", fontFamily: "var(--sans)", marginLeft: "1em" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
});

const colours = syntaxHighlighting(HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.atom, tags.variableName], color: "var(--ink)" },
  { tag: [tags.special(tags.variableName), tags.definition(tags.variableName)], color: "var(--accent)" },
  { tag: [tags.string, tags.number], color: "var(--accent)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]));

const setMistake = StateEffect.define();
const mistake = StateField.define({
  create: () => Decoration.none,
  update(marks, change) {
    if (change.docChanged) marks = Decoration.none;
    for (const effect of change.effects) {
      if (effect.is(setMistake)) {
        marks = effect.value === null ? Decoration.none
          : Decoration.set([Decoration.line({ class: "cm-mistake" }).range(effect.value)]);
      }
    }
    return marks;
  },
  provide: field => EditorView.decorations.from(field),
});

// Replaces a text area; gives what the page needs to know of the editor.
export function replace(area, { complete, run }) {
  const host = document.createElement("div");
  host.className = "editor";
  area.before(host);
  area.hidden = true;
  area.required = false;
  const root = host.attachShadow({ mode: "open" });
  const place = document.createElement("div");
  root.append(place);
  const view = new EditorView({
    parent: place,
    root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        EditorState.phrases.of({ Completions: say("completions") }),
        lineNumbers(), history(), drawSelection(), bracketMatching(), closeBrackets(),
        highlightActiveLine(), mistake, look, colours, StreamLanguage.define(sparql),
        autocompletion({ override: [complete], icons: false, maxRenderedOptions: 60 }),
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => { run(); return true; } }])),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": say("field"), spellcheck: "false", "aria-describedby": "editor-help" }),
        EditorView.updateListener.of(update => { if (update.docChanged) area.value = view.state.doc.toString(); }),
      ],
    }),
  });
  document.querySelector(`label[for="${area.id}"]`)?.addEventListener("click", () => view.focus());
  return {
    view,
    text: () => view.state.doc.toString(),
    write(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
    },
    insert(at, text) { view.dispatch({ changes: { from: at, insert: text } }); },
    mark(line, column) {
      const found = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
      const anchor = Math.min(found.from + Math.max(column - 1, 0), found.to);
      view.dispatch({ effects: setMistake.of(found.from), selection: { anchor }, scrollIntoView: true });
    },
    unmark() { view.dispatch({ effects: setMistake.of(null) }); },
  };
}
