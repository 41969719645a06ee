/** Whether programs are sound TypeScript, by the compiler's own word. */
import ts from "typescript";

export interface TypeError {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/**
 * @param root folder of the repository, whose tsconfig.json holds
 * @param programs sources by the paths that they would have; nothing has to be there
 * @returns what the compiler says of them
 */
export function typeErrors(root: string, programs: ReadonlyMap<string, string>): TypeError[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, root);
  // Readers' programs need not be as strict as this repository.
  const readers = {
    noUncheckedIndexedAccess: false,
    noPropertyAccessFromIndexSignature: false,
    verbatimModuleSyntax: false,
  };
  const host = ts.createCompilerHost({ ...options, ...readers });
  const { readFile, fileExists } = host;
  host.readFile = (file) => programs.get(file) ?? readFile(file);
  host.fileExists = (file) => programs.has(file) || fileExists(file);
  const program = ts.createProgram([...programs.keys()], { ...options, ...readers }, host);
  return [...programs.keys()].flatMap((file) => {
    const source = program.getSourceFile(file);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText, start = 0 }) => ({
      file,
      line: (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1,
      message: ts.flattenDiagnosticMessageText(messageText, "\n"),
    }));
  });
}
