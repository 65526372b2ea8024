/** Somebody on the field: 0 to 1 in both directions, and a hue of 0 to 360 degrees. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly hue: number;
}

const radius = 14;

/** Draws everybody; `self` has a ring around it. */
export function draw(canvas: HTMLCanvasElement, dots: ReadonlyMap<string, Dot>, self: string): void {
  const pen = canvas.getContext('2d');
  if (!pen) return;
  pen.clearRect(0, 0, canvas.width, canvas.height);
  for (const [id, { x, y, hue }] of dots) {
    pen.beginPath();
    pen.arc(x * canvas.width, y * canvas.height, radius, 0, 2 * Math.PI);
    pen.fillStyle = `hsl(${hue} 80% 60%)`;
    pen.fill();
    if (id !== self) continue;
    pen.lineWidth = 3;
    pen.strokeStyle = '#fff';
    pen.stroke();
  }
}
