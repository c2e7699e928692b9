/** Markup and Liquid with colours, completion and findings at their lines. Loaded when it is needed: it is large. */
import { autocompletion, type Completion, type CompletionContext } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { html } from '@codemirror/lang-html';
import { liquid } from '@codemirror/lang-liquid';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import classes from './Code.module.css';
import type { CodeProps } from './editor';

const COLOURS = HighlightStyle.define([
  { tag: [tags.tagName, tags.angleBracket], color: 'var(--code-tag)' },
  { tag: tags.attributeName, color: 'var(--code-name)' },
  { tag: [tags.attributeValue, tags.string], color: 'var(--code-text)' },
  { tag: [tags.brace, tags.keyword, tags.controlKeyword, tags.operatorKeyword], color: 'var(--code-liquid)' },
  { tag: [tags.variableName, tags.propertyName, tags.function(tags.variableName)], color: 'var(--code-value)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--code-value)' },
  { tag: [tags.comment, tags.meta, tags.documentMeta], color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
]);

const SEVERITIES = { error: 'error', warning: 'warning', note: 'info' } as const;

export default function CodeEditor(props: CodeProps) {
  const { label, value, isMarkup = false, isReadOnly = false, findings = [], completions = [], note } = props;
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const now = useRef(props);
  now.current = props;
  const known = useRef(completions);
  known.current = completions;
  const readOnly = useRef(new Compartment());

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once; what changes is told to it below
  useEffect(() => {
    if (!place.current) return;
    const made = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          ...(isMarkup ? [lineNumbers(), lintGutter(), highlightActiveLine()] : [lintGutter()]),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          highlightSelectionMatches(),
          search({ top: true }),
          liquid({ base: html({ autoCloseTags: isMarkup, matchClosingTags: false }) }),
          syntaxHighlighting(COLOURS),
          autocompletion({ override: [(context) => completed(context, known.current)], icons: false }),
          keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, ...lintKeymap]),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': label,
            'aria-multiline': 'true',
            tabindex: '0',
            spellcheck: isMarkup ? 'false' : 'true',
          }),
          placeholder(note ?? ''),
          readOnly.current.of(EditorState.readOnly.of(isReadOnly)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) now.current.onChange?.(update.state.doc.toString());
            if (update.focusChanged && update.view.hasFocus) {
              now.current.onFocus?.((text) => {
                update.view.dispatch(update.view.state.replaceSelection(text), { scrollIntoView: true });
                update.view.focus();
              });
            }
          }),
        ],
      }),
    });
    view.current = made;
    now.current.onReady?.((line) => {
      const { doc } = made.state;
      const at = doc.line(Math.max(1, Math.min(line, doc.lines)));
      made.dispatch({
        selection: { anchor: at.from, head: at.to },
        effects: EditorView.scrollIntoView(at.from, { y: 'center' }),
      });
      made.focus();
    });
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: readOnly.current.reconfigure(EditorState.readOnly.of(isReadOnly)) });
  }, [isReadOnly]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const { doc } = editor.state;
    const marks = findings
      .filter(({ line }) => line >= 1 && line <= doc.lines)
      .map(({ line, severity, message, remedy }): Diagnostic => {
        const { from, to } = doc.line(line);
        return { from, to, severity: SEVERITIES[severity], message: `${message}. ${remedy}` };
      });
    editor.dispatch(setDiagnostics(editor.state, marks));
  }, [findings]);

  return <div ref={place} className={classes.code} data-markup={isMarkup || undefined} />;
}

/** Values, filters and tags, where Liquid is being written. */
function completed(context: CompletionContext, known: readonly Completion[]) {
  const before = context.state.sliceDoc(Math.max(0, context.pos - 400), context.pos);
  const begun = Math.max(before.lastIndexOf('{{'), before.lastIndexOf('{%'));
  if (begun < 0 || Math.max(before.lastIndexOf('}}'), before.lastIndexOf('%}')) > begun) return null;
  const word = context.matchBefore(/[\w.]*/);
  if (!word || (word.from === word.to && !context.explicit)) return null;
  const isFilter = /\|\s*\w*$/.test(before);
  const options = known.filter(({ type }) => (isFilter ? type === 'function' : type !== 'function'));
  return { from: word.from, options, validFor: /^[\w.]*$/ };
}
