/** Pictures from the camera or the album: drawn anew, small, before they are kept with a draft. */
import { actorNow, newId } from "../../shared/session/identity";
import { authorOf } from "./author";
import { type Photo, within } from "./store";

const MOST_BYTES = 200_000; // half a minute on a bad line; the server takes half as much again
// Longest side in pixels and quality, tried in turn until a picture is small enough; a slip stays legible in all.
const SIZES = [
  [1280, 0.75],
  [1280, 0.5],
  [960, 0.5],
  [640, 0.5],
  [480, 0.4],
] as const;

/** The picture cannot be read: no picture at all, or a kind that this browser does not know. */
export class NoPicture extends Error {}

/** Without a secure address a browser offers no digest; then no photo is asked for. */
export const canTakePhotos = (): boolean => window.isSecureContext;

/** Draw a picture small; what the camera wrote beside it (place, time, make) is left behind. */
async function compressed(file: Blob): Promise<ArrayBuffer> {
  const picture = await createImageBitmap(file).catch((cause: unknown) => {
    throw new NoPicture("this is no picture", { cause });
  });
  try {
    for (const [longest, quality] of SIZES) {
      const blob = await drawn(picture, longest, quality);
      if (blob && blob.size <= MOST_BYTES) return await blob.arrayBuffer();
    }
  } finally {
    picture.close();
  }
  throw new NoPicture("the picture cannot be made small enough");
}

function drawn(picture: ImageBitmap, longest: number, quality: number): Promise<Blob | null> {
  const shrink = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * shrink);
  canvas.height = Math.round(picture.height * shrink);
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
}

async function digestOf(content: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", content);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Make a picture small and keep it with the draft of a cell; without that nobody would ever send or drop it. */
export async function addPhoto(cell: string, orgUnit: string, section: string, file: Blob): Promise<void> {
  const content = await compressed(file);
  const digest = await digestOf(content);
  const author = authorOf(actorNow());
  const photo: Photo = {
    author,
    photo_id: newId(),
    cell,
    org_unit: orgUnit,
    section,
    report_id: null,
    revision_id: null,
    media_type: "image/jpeg",
    content,
    digest,
    location: null,
    offset: 0,
    problem: null,
  };
  await within(async (db) => {
    const work = db.transaction(["drafts", "photos"], "readwrite", { durability: "strict" });
    if ((await work.objectStore("drafts").getKey([author, cell])) !== undefined)
      await work.objectStore("photos").put(photo);
    await work.done;
  });
}
