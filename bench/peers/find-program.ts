/** Where a program is: servers often lie in a folder that only root has in its PATH. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin'];

/** @returns its path, or undefined when it is not installed */
export function findProgram(
  name: string,
  path: string = process.env.PATH ?? '',
): string | undefined {
  const folders = [...path.split(delimiter).filter((folder) => folder !== ''), ...SERVER_FOLDERS];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
