import type { ByteWriter } from './byte-writer.js';
import { pack } from '../msgpack.js';
import { Quantum } from './quantum.js';
import { Shape, templateOf } from './shape.js';

const maxShapes = 256;
const maxShapesOfKey = 8;
const none = new Quantum(0);

/** The shapes of a room, numbered as they are met. Values of further shapes are sent whole. */
export class ShapeBook {
  private readonly shapes: Shape[] = [];
  private readonly numbers = new Map<Shape, number>();
  private readonly byKey = new Map<string, Shape[]>();
  private readonly quanta: ReadonlyMap<string, Quantum>;

  constructor(quantum: Readonly<Record<string, number>>) {
    this.quanta = new Map(Object.entries(quantum).map(([key, step]) => [key, new Quantum(step)]));
  }

  get size(): number {
    return this.shapes.length;
  }

  numberOf(shape: Shape): number {
    return this.numbers.get(shape) ?? 0;
  }

  /** The shape of a value, or `null` when it is to be sent whole. */
  find(key: string, value: unknown): Shape | null {
    const known = this.byKey.get(key) ?? [];
    const numbers: number[] = [];
    for (const shape of known) if (shape.read(value, numbers)) return shape;
    if (known.length === maxShapesOfKey || this.size === maxShapes) return null;
    const template = templateOf(value);
    if (template === null) return null;
    const shape = new Shape(key, template, this.quanta.get(key) ?? none);
    if (!shape.read(value, numbers)) return null;
    this.numbers.set(shape, this.size);
    this.shapes.push(shape);
    this.byKey.set(key, [...known, shape]);
    return shape;
  }

  /** Writes the shapes from a number on. */
  write(out: ByteWriter, from: number): void {
    out.varint(from);
    out.varint(this.size - from);
    for (const { key, quantum, template } of this.shapes.slice(from)) {
      out.text(key);
      out.f64(quantum.step);
      out.blob(pack(template));
    }
  }
}
