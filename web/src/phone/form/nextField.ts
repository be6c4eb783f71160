/** Enter on the keypad goes to the next field, as the key says. */
export function nextField(event: KeyboardEvent): void {
  if (goToNext(event.target as HTMLInputElement)) event.preventDefault();
}

/** Go on from a field to the one after it; false where it is none of the sheet's. */
export function goToNext(field: HTMLInputElement): boolean {
  // What stands in a closed helper cannot take the focus, and a photo is not typed.
  const fields = [...document.querySelectorAll<HTMLInputElement>(".sheet-form input:not([type=file])")].filter(
    (one) => !one.disabled && !one.closest("details:not([open])"),
  );
  const at = fields.indexOf(field);
  if (at < 0) return false;
  fields[at + 1]?.focus();
  return true;
}
