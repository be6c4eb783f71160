/** Only one page of this phone at a time; browsers without Web Locks rely on the server's idempotence. */

export async function alone<Result>(name: string, act: () => Promise<Result>): Promise<Result | undefined> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return act();
  return await locks.request(name, { ifAvailable: true }, (lock) => (lock ? act() : undefined));
}

/** One page of this phone after the other. */
export async function inTurn<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
  const locks = (navigator as { locks?: LockManager }).locks;
  return await (locks ? locks.request(name, act) : act());
}

/**
 * Hold a lock until `release` is called.
 *
 * `isStolen` takes it from another page, which then hears `onLost`. Resolves to null where another page has it.
 */
export function hold(name: string, isStolen: boolean, onLost: () => void): Promise<(() => void) | null> {
  const locks = (navigator as { locks?: LockManager }).locks;
  if (!locks) return Promise.resolve(() => undefined);
  return new Promise((resolve) => {
    let release = (): void => undefined;
    let isHeld = false;
    const options: LockOptions = isStolen ? { steal: true } : { ifAvailable: true };
    locks
      .request(name, options, (lock) => {
        if (!lock) {
          resolve(null);
          return undefined;
        }
        isHeld = true;
        return new Promise<void>((done) => {
          release = done;
          resolve(() => {
            isHeld = false;
            release();
          });
        });
      })
      .catch(() => {
        // Rejected when another page steals it.
        if (isHeld) onLost();
      });
  });
}
