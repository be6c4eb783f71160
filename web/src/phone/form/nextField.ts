/** Enter on the keypad goes to the next field, as the key says. */
export function nextField(event: KeyboardEvent): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>(".sheet-form input")];
  const at = fields.indexOf(event.target as HTMLInputElement);
  if (at < 0) return;
  event.preventDefault();
  fields[at + 1]?.focus();
}
