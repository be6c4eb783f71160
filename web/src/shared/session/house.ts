/** The house's own account: the way there, and what this browser remembers until somebody is back. */
import { get, post } from "../api/client";
import type { Shape } from "../api/wire";

const NEXT = "agri.house_next";
const BY_HOUSE = "agri.by_house";

/** Whether the house's account signs in here; without a network nobody knows, and the password is there. */
export async function hasHouse(): Promise<boolean> {
  return get<Shape<"SignInWays">>("/sign-in-ways", {}).then(
    ({ house }) => house,
    () => false,
  );
}

/** Leave for the house; it sends people back to our page `/house`. */
export async function goToHouse(next: string): Promise<void> {
  const { address } = await post<Shape<"HouseSignIn">>("/house/sign-ins", {});
  kept(() => sessionStorage.setItem(NEXT, next));
  location.assign(address);
}

/** The page that was asked for before the house was. */
export function nextPage(): string {
  return kept(() => sessionStorage.getItem(NEXT)) ?? "/";
}

export function rememberHouse(): void {
  kept(() => localStorage.setItem(BY_HOUSE, "1"));
}

/** Whether who was here last signed in by the house, and so may still be signed in there. */
export function wasByHouse(): boolean {
  return Boolean(kept(() => localStorage.getItem(BY_HOUSE)));
}

/** Leave for the house's own sign-out, where it names one. */
export async function leaveHouse(): Promise<void> {
  const { address } = await get<Shape<"HouseSignOut">>("/house/sign-out", {});
  kept(() => localStorage.removeItem(BY_HOUSE));
  if (address !== null) location.assign(address);
}

/** Use a storage that may be forbidden. */
function kept<Value>(use: () => Value): Value | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}
