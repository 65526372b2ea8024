import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why this machine cannot mount a disk of its own, or `null` when it can. */
export function whyNoSmallDisk() {
  if (process.platform !== 'linux')
    return `a disk that is small on purpose needs Linux, and this is ${process.platform}`;
  try {
    smallDisk(1).close();
    return null;
  } catch (error) {
    return `mounting a tmpfs needs root, or a user namespace (unshare -Urm): ${firstLine(error)}`;
  }
}

/** A file system of so many megabytes in memory, that can be filled to its last byte. */
export function smallDisk(megabytes) {
  const dir = mkdtempSync(join(tmpdir(), 'aethex-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'aethex-faults', dir], {
      stdio: 'pipe',
    });
  } catch (error) {
    rmSync(dir, { recursive: true });
    throw error;
  }
  return new SmallDisk(dir);
}

class SmallDisk {
  constructor(dir) {
    this.dir = dir;
    this.filler = join(dir, 'filler');
  }

  get free() {
    const { bavail, bsize } = statfsSync(this.dir);
    return bavail * bsize;
  }

  /** Takes so many megabytes. */
  load(megabytes) {
    writeFileSync(this.filler, Buffer.alloc(megabytes * 1024 ** 2));
  }

  /** Takes what is left, to the last page. */
  fill() {
    while (this.free > 0) writeFileSync(this.filler, Buffer.alloc(this.free), { flag: 'a' });
  }

  /** Gives back what `load` and `fill` took. */
  relieve() {
    rmSync(this.filler, { force: true });
  }

  close() {
    execFileSync('umount', ['-l', this.dir], { stdio: 'pipe' });
    rmSync(this.dir, { recursive: true });
  }
}

const firstLine = (error) =>
  String(error.stderr ?? error.message)
    .trim()
    .split('\n')[0];
