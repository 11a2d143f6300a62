// The Monaco editor, where the server has its files, and what the kernel knows about C#.
import { command } from "./commands.js";

/** @type {Promise<any> | null} */
let loading = null;

/** @returns {Promise<any>} The editor; null if it cannot be loaded. */
export function loadMonaco() {
  loading ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = "/monaco/vs/loader.js";
    script.onerror = () => resolve(null);
    script.onload = () => {
      const load = /** @type {any} */ (window).require;
      load.config({ paths: { vs: "/monaco/vs" } });
      load(["vs/editor/editor.main"], () => resolve(prepare(/** @type {any} */ (window).monaco)), () => resolve(null));
    };
    document.head.append(script);
  });
  return loading;
}

const isDark = () => getComputedStyle(document.documentElement).colorScheme.trim() === "dark"
  || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);

/** @type {WeakMap<object, string>} Which notebook a text belongs to. */
const notebookOf = new WeakMap();

/**
 * @param {any} monaco @param {HTMLElement} place
 * @param {{source: string, label: string, notebook: string, onChange: () => void}} options
 * @returns {{text: () => string, focus: () => void, dispose: () => void}}
 */
export function createMonaco(monaco, place, { source, label, notebook, onChange }) {
  const model = monaco.editor.createModel(source, "csharp");
  notebookOf.set(model, notebook);
  const editor = monaco.editor.create(place, {
    model, ariaLabel: label, minimap: { enabled: false }, scrollBeyondLastLine: false, lineNumbers: "off", folding: false,
    glyphMargin: false, lineDecorationsWidth: 8, overviewRulerLanes: 0, overviewRulerBorder: false, hideCursorInOverviewRuler: true, padding: { top: 10, bottom: 10 }, renderLineHighlight: "none", automaticLayout: true,
    fontSize: 14, tabSize: 4, wordBasedSuggestions: false, scrollbar: { alwaysConsumeMouseWheel: false }, fixedOverflowWidgets: true,
    accessibilitySupport: "auto", bracketPairColorization: { enabled: false },
  });
  const fit = () => {
    place.style.height = `${Math.min(editor.getContentHeight(), innerHeight * 0.8)}px`;
    editor.layout();
  };
  editor.onDidContentSizeChange(fit);
  fit();
  let timer = 0;
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(() => showDiagnostics(monaco, model, notebook), 500);
  };
  model.onDidChangeContent(() => { onChange(); look(); });
  look();
  return {
    text: () => model.getValue().replaceAll("\r\n", "\n"),
    focus: () => editor.focus(),
    dispose: () => { clearTimeout(timer); editor.dispose(); model.dispose(); },
  };
}

/** @param {string} question @param {any} model @param {any} [position] @returns {Promise<any>} */
const ask = (question, model, position) => command(question, /** @type {string} */ (notebookOf.get(model)), {
  text: model.getValue(), line: (position?.lineNumber ?? 1) - 1, character: (position?.column ?? 1) - 1,
}).catch(() => ({}));

/** @param {any} monaco @param {any} model @param {string} notebook */
async function showDiagnostics(monaco, model, notebook) {
  if (model.isDisposed() || !notebook) return;
  const version = model.getVersionId();
  const { diagnostics } = await ask("diagnose", model);
  if (model.isDisposed() || model.getVersionId() !== version || !diagnostics) return;
  /** @type {Record<string, any>} */
  const severities = { error: monaco.MarkerSeverity.Error, warning: monaco.MarkerSeverity.Warning, info: monaco.MarkerSeverity.Info };
  monaco.editor.setModelMarkers(model, "kernel", diagnostics.filter((/** @type {any} */ d) => severities[d.severity]).map((/** @type {any} */ d) => ({
    severity: severities[d.severity], message: d.message, code: d.code, ...range(d.linePositionSpan),
  })));
}

/** @param {{start: {line: number, character: number}, end: {line: number, character: number}}} span */
const range = ({ start, end }) => ({
  startLineNumber: start.line + 1, startColumn: start.character + 1, endLineNumber: end.line + 1, endColumn: end.character + 1,
});

/** @param {any} monaco */
function prepare(monaco) {
  const kinds = monaco.languages.CompletionItemKind;
  monaco.languages.registerCompletionItemProvider("csharp", {
    triggerCharacters: ["."],
    /** @param {any} model @param {any} position */
    async provideCompletionItems(model, position) {
      const { completions = [] } = await ask("complete", model, position);
      const word = model.getWordUntilPosition(position);
      const place = { startLineNumber: position.lineNumber, endLineNumber: position.lineNumber, startColumn: word.startColumn, endColumn: word.endColumn };
      return {
        suggestions: completions.map((/** @type {any} */ item) => ({
          label: item.displayText, kind: kinds[item.kind] ?? kinds.Text, insertText: item.insertText ?? item.displayText,
          filterText: item.filterText, sortText: item.sortText, documentation: item.documentation, range: place,
        })),
      };
    },
  });
  monaco.languages.registerHoverProvider("csharp", {
    /** @param {any} model @param {any} position */
    async provideHover(model, position) {
      const { content = [] } = await ask("hover", model, position);
      return content.length ? { contents: content.map((/** @type {any} */ part) => ({ value: part.mimeType === "text/markdown" ? part.value : `\`\`\`csharp\n${part.value}\n\`\`\`` })) } : null;
    },
  });
  monaco.languages.registerSignatureHelpProvider("csharp", {
    signatureHelpTriggerCharacters: ["(", ","],
    /** @param {any} model @param {any} position */
    async provideSignatureHelp(model, position) {
      const { signatures = [], activeSignatureIndex = 0, activeParameterIndex = 0 } = await ask("signature", model, position);
      if (!signatures.length) return null;
      return {
        value: {
          activeSignature: activeSignatureIndex, activeParameter: activeParameterIndex,
          signatures: signatures.map((/** @type {any} */ s) => ({
            label: s.label, documentation: s.documentation?.value,
            parameters: s.parameters.map((/** @type {any} */ p) => ({ label: p.label, documentation: p.documentation?.value })),
          })),
        },
        dispose() {},
      };
    },
  });
  const paint = () => monaco.editor.setTheme(isDark() ? "vs-dark" : "vs");
  addEventListener("themechange", paint);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  paint();
  return monaco;
}
