/**
 * Photos on this phone: sent after all reports, in pieces that a broken line does not undo. A photo belongs to
 * the draft of its cell until that is sealed, then to the version.
 */
import { Problem, putPiece } from "../../shared/api/client";
import type { Actor } from "../../shared/api/wire";
import { authorOf, byName } from "./author";
import { type Location, type Photo, within } from "./store";

const PIECE_BYTES = 48_000;
export const MOST_PHOTOS = 3; // of one version, as on the server

export const readPhotos = (): Promise<Photo[]> => within((db) => db.getAll("photos"));

/** The photos of a draft: those that have not gone with a version yet. */
export async function draftPhotos(person: Actor | null, cell: string): Promise<Photo[]> {
  const names = person ? [authorOf(person), byName(person)] : [""];
  const found = await within((db) => db.getAllFromIndex("photos", "cell", cell));
  return found.filter((photo) => photo.revision_id === null && names.includes(photo.author));
}

export async function dropPhoto(photoId: string): Promise<void> {
  await within((db) => db.delete("photos", photoId));
}

/** Drop the photos of drafts that are gone: nobody would ever send or see them. */
export function dropOrphans(): Promise<void> {
  return within(async (db) => {
    const work = db.transaction(["drafts", "photos"], "readwrite");
    const drafts = new Set((await work.objectStore("drafts").getAllKeys()).map(String));
    const photos = work.objectStore("photos");
    for (const { photo_id, author, cell, revision_id } of await photos.getAll()) {
      if (revision_id === null && !drafts.has(String([author, cell]))) await photos.delete(photo_id);
    }
    await work.done;
  });
}

/** Change a photo, unless it is gone meanwhile. */
async function changePhoto(photoId: string, part: Partial<Photo>): Promise<void> {
  await within(async (db) => {
    const work = db.transaction("photos", "readwrite");
    const photo = await work.store.get(photoId);
    if (photo) await work.store.put({ ...photo, ...part });
    await work.done;
  });
}

export const locatePhoto = (photoId: string, location: Location | null): Promise<void> =>
  changePhoto(photoId, { location });

/** Send the photos of versions that the server has; returns how many have come whole. */
export async function sendPhotos(author: string): Promise<number> {
  const waiting = await within(async (db) => {
    const unsent = new Set(await db.getAllKeys("outbox"));
    return (await db.getAll("photos")).filter(
      (photo) =>
        photo.author === author &&
        photo.problem === null &&
        photo.revision_id !== null &&
        !unsent.has(photo.revision_id),
    );
  });
  let count = 0;
  for (const photo of waiting) {
    try {
      await sendPieces(photo);
      await dropPhoto(photo.photo_id);
      count += 1;
    } catch (failure) {
      if (!(failure instanceof Problem) || failure.body.then !== "ask") throw failure;
      // Refused for good: a person looks at it; the others go on.
      await changePhoto(photo.photo_id, { problem: failure.body });
    }
  }
  return count;
}

/** The server's answer says where to go on, so an answer that was lost costs one piece at most. */
async function sendPieces(photo: Photo): Promise<void> {
  const size = photo.content.byteLength;
  let offset = photo.offset;
  const mostTries = 2 * Math.ceil(size / PIECE_BYTES) + 2;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const piece = photo.content.slice(offset, offset + PIECE_BYTES);
    const upload = await putPiece(addressOf(photo, offset), piece, photo.media_type);
    if (upload.is_whole) return;
    offset = upload.offset;
    await changePhoto(photo.photo_id, { offset });
  }
  throw new Problem(0, {}); // no server of ours answers like that
}

function addressOf(photo: Photo, offset: number): string {
  const { author, section, digest, location } = photo;
  const query = new URLSearchParams({
    author,
    section,
    digest,
    size: String(photo.content.byteLength),
    offset: String(offset),
  });
  for (const [name, amount] of Object.entries(location ?? {})) query.set(name, String(amount));
  return `/reports/${photo.report_id}/revisions/${photo.revision_id}/photos/${photo.photo_id}?${query}`;
}
