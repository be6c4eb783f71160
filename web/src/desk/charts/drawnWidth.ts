/** How wide a chart is laid out: by what it lies in and by the reader's own size of letters. */
import { onBeforeUnmount, onMounted, ref, type Ref } from "vue";

const LETTERS = 18; // root font size that the charts' measures are made for, px
const LEAST = 240;

/**
 * Width of an element in the charts' own units, at most `most`: an SVG of that width is stretched to the element by
 * its viewBox, so that on paper, where nobody measures, the whole of it is shown, and letters grow with the reader's.
 */
export function useDrawnWidth(holder: Ref<HTMLElement | undefined>, most: number): Ref<number> {
  const width = ref(most);
  let observer: ResizeObserver | undefined;

  onMounted(() => {
    observer = new ResizeObserver(([entry]) => {
      if (!entry || entry.contentRect.width === 0) return; // hidden: as it was
      const letters = parseFloat(getComputedStyle(document.documentElement).fontSize) || LETTERS;
      const own = Math.floor((entry.contentRect.width * LETTERS) / letters);
      width.value = Math.min(most, Math.max(LEAST, own));
    });
    if (holder.value) observer.observe(holder.value);
  });
  onBeforeUnmount(() => observer?.disconnect());
  return width;
}
