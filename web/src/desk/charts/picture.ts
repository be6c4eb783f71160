/**
 * A chart as a PNG: its SVG drawn again on a canvas, shape by shape with the styles that the page gives it. The policy
 * forbids images from anywhere but the server, so the SVG cannot be loaded as one.
 */

const SCALE = 3; // dots for each of the chart's units: sharp on paper
const MARGIN = 16;
const TITLE = 18;
const NOTE = 12;
const LEADING = 1.5;

/** Draw a chart with its title above and what it rests on below. */
export function drawn(svg: SVGSVGElement, title: string, notes: string[]): HTMLCanvasElement {
  const { width, height } = svg.viewBox.baseVal;
  const canvas = document.createElement("canvas");
  const top = MARGIN + TITLE * LEADING;
  canvas.width = SCALE * (width + 2 * MARGIN);
  canvas.height = SCALE * (top + height + MARGIN + NOTE * LEADING * notes.length);
  const pen = canvas.getContext("2d");
  if (!pen) return canvas;
  const { fontFamily } = getComputedStyle(document.body);
  pen.scale(SCALE, SCALE);
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#17211d";
  pen.font = `700 ${TITLE}px ${fontFamily}`;
  pen.fillText(title, MARGIN, MARGIN + TITLE * 0.8, width);
  pen.font = `${NOTE}px ${fontFamily}`;
  for (const [at, note] of notes.entries()) {
    pen.fillText(note, MARGIN, top + height + MARGIN / 2 + NOTE * LEADING * (at + 0.6), width);
  }
  const { x, y } = svg.viewBox.baseVal;
  pen.translate(MARGIN - x, top - y);
  for (const child of svg.children) draw(pen, child);
  return canvas;
}

const number = (shape: Element, name: string): number => Number(shape.getAttribute(name) ?? 0);

function draw(pen: CanvasRenderingContext2D, shape: Element): void {
  if (shape.tagName === "g") {
    pen.save();
    clip(pen, shape);
    for (const child of shape.children) draw(pen, child);
    pen.restore();
    return;
  }
  const style = getComputedStyle(shape);
  if (style.display === "none") return;
  pen.save();
  pen.globalAlpha = Number(style.opacity);
  pen.lineWidth = parseFloat(style.strokeWidth) || 1;
  pen.lineJoin = style.strokeLinejoin as CanvasLineJoin;
  pen.setLineDash(style.strokeDasharray === "none" ? [] : style.strokeDasharray.split(",").map(parseFloat));
  pen.fillStyle = style.fill;
  pen.strokeStyle = style.stroke;
  if (shape.tagName === "text") write(pen, shape, style);
  else outline(pen, shape, style);
  pen.restore();
}

/** A group's `clip-path` is a rectangle of the chart's own. */
function clip(pen: CanvasRenderingContext2D, group: Element): void {
  const id = /^url\(#(.+)\)$/.exec(group.getAttribute("clip-path") ?? "")?.[1];
  const box = id === undefined ? null : document.getElementById(id)?.querySelector("rect");
  if (!box) return;
  pen.beginPath();
  pen.rect(number(box, "x"), number(box, "y"), number(box, "width"), number(box, "height"));
  pen.clip();
}

function write(pen: CanvasRenderingContext2D, shape: Element, style: CSSStyleDeclaration): void {
  const anchors: Record<string, CanvasTextAlign> = { start: "left", middle: "center", end: "right" };
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.textAlign = anchors[style.textAnchor] ?? "left";
  const text = (shape.textContent ?? "").trim();
  const [x, y] = [number(shape, "x"), number(shape, "y")];
  if (style.stroke !== "none") pen.strokeText(text, x, y); // the halo lies below
  pen.fillText(text, x, y);
}

function pathOf(shape: Element): Path2D {
  const path = new Path2D(shape.getAttribute("d") ?? "");
  const points = (shape.getAttribute("points") ?? "").split(" ").map((pair) => pair.split(",").map(Number));
  switch (shape.tagName) {
    case "rect":
      path.rect(number(shape, "x"), number(shape, "y"), number(shape, "width"), number(shape, "height"));
      break;
    case "circle":
      path.arc(number(shape, "cx"), number(shape, "cy"), number(shape, "r"), 0, 2 * Math.PI);
      break;
    case "line":
      path.moveTo(number(shape, "x1"), number(shape, "y1"));
      path.lineTo(number(shape, "x2"), number(shape, "y2"));
      break;
    case "polygon":
      for (const [x = 0, y = 0] of points) path.lineTo(x, y);
      path.closePath();
      break;
  }
  return path;
}

function outline(pen: CanvasRenderingContext2D, shape: Element, style: CSSStyleDeclaration): void {
  const path = pathOf(shape);
  if (style.fill !== "none" && shape.tagName !== "line") pen.fill(path);
  if (style.stroke !== "none") pen.stroke(path);
}
