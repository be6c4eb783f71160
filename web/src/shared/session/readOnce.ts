/** What a page reads once per visit, and again for another account: names and plans are those of its own city. */
import { actor } from "./identity";

/** Return a reader that keeps the answer as long as the same account is signed in; a failure is not kept. */
export function readOnce<Answer>(read: () => Promise<Answer>): () => Promise<Answer> {
  let kept: { of: string | undefined; answer: Promise<Answer> } | undefined;

  return async () => {
    const of = actor.value?.name;
    const mine = kept && kept.of === of ? kept : { of, answer: read() };
    kept = mine;
    try {
      return await mine.answer;
    } catch (failure) {
      if (kept === mine) kept = undefined;
      throw failure;
    }
  };
}
