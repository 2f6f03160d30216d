/** The one rule for names of regions, which become part of a host name and of the signing scope. */

/** Whether `text` is one label of a host name in lower case: 1 to 63 letters, digits and inner hyphens. */
export function isRegionName(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
}
