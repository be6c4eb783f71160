/** Spreadsheets that a county or a township brings in: chosen, tried, confirmed. */
import { filesForFile, postFiles } from "../../shared/api/client";
import type { Shape } from "../../shared/api/wire";

export type ImportReport = Shape<"ImportPublic">;
export type ImportedFile = Shape<"FileImportPublic">;
export type FigureChange = Shape<"FigureChangePublic">;

export interface Choices {
  clearsBlanks: boolean;
  overwritesNewer: boolean;
  /** What words such as 无 are told to mean: "无=0". */
  means: string[];
}

function query(choices: Choices, isDryRun?: boolean): string {
  const told = new URLSearchParams(choices.means.length > 0 ? { means: choices.means.join(",") } : {});
  if (isDryRun !== undefined) {
    told.set("dry_run", String(isDryRun));
    told.set("clear_blanks", String(choices.clearsBlanks));
    told.set("overwrite_newer", String(choices.overwritesNewer));
  }
  return told.toString();
}

export async function bringIn(files: readonly File[], choices: Choices, isDryRun: boolean): Promise<ImportReport> {
  return postFiles(`/imports?${query(choices, isDryRun)}`, files);
}

/** The copy of one file; the others go with it, for what stands in two of them. */
export async function markedCopy(files: readonly File[], name: string, choices: Choices): Promise<Blob> {
  const told = new URLSearchParams(query(choices));
  told.set("marked", name);
  return (await filesForFile(`/imports/marked-copy?${told.toString()}`, files)).content;
}

/** Read files at once, under the name with its folder: who mends one afterwards chooses it again. */
export async function readFiles(chosen: Iterable<File>): Promise<File[]> {
  return Promise.all(
    Array.from(chosen, async (file) => new File([await file.arrayBuffer()], file.webkitRelativePath || file.name)),
  );
}

/** The files of what somebody dropped, folders too. */
export async function droppedFiles(items: DataTransferItemList): Promise<File[]> {
  const entries = Array.from(items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return (await Promise.all(entries.map(filesBelow))).flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((found, lost) => (entry as FileSystemFileEntry).file(found, lost));
    return [new File([await file.arrayBuffer()], entry.fullPath.replace(/^\//, ""))];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  // A reader gives a hundred entries at a time, and none at the end.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return found;
    found.push(...(await Promise.all(some.map(filesBelow))).flat());
  }
}
