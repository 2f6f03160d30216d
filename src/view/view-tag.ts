/** View tag: the entity tag of a view. Strong, since the same object and version give the same bytes. */
import { VIEW_VERSION } from '../mp4/view.ts';

/**
 * Another one than the object's, so that no `If-Range` or cache takes bytes of the one for bytes of
 * the other. The origin is never asked for it.
 * @param etag the object's, strong
 */
export function viewTag(etag: string): string {
  return `${etag.slice(0, -1)}-view${VIEW_VERSION}"`;
}

/** The tags of a precondition as the storage knows them: a view's stands for the object that it is made of. */
export function storedTags(header: string): string {
  return header.replaceAll(`-view${VIEW_VERSION}"`, '"');
}
