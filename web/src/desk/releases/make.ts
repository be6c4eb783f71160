/** A release is made in the background: asked for, followed to its end. */
import { get, post, Problem } from "../../shared/api/client";
import type { Shape } from "../../shared/api/wire";
import { follow, type Job } from "../jobs";
import type { Release } from "./release";

type Answer = Release | Job;
type Wish = Pick<Shape<"ReleaseCreate">, "period" | "include_findings">;

/** Make a release and return its number; a refusal or a failure is thrown as the server words it. */
export async function makeRelease(wish: Wish): Promise<string> {
  const asked = await post<Answer>("/releases", wish);
  if ("number" in asked) return asked.number;
  const job = await follow(`/release-jobs/${asked.id}`, () => undefined);
  const done = await get<Shape<"ReleaseJobPublic">>(`/release-jobs/${job.id}`, {});
  if (done.result) return done.result.number;
  throw new Problem(409, {
    title: job.reason?.en ?? done.state,
    title_zh: job.reason?.zh ?? done.state,
  });
}
