import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cutter = fileURLToPath(new URL('power-cut.py', import.meta.url));
const tools = ['mkfs.ext4', 'mount', 'umount', 'python3'];
const megabytes = 512;

/** Why the power of a disk cannot be cut on this machine, or `null` when it can. */
export function whyNoPowerCut() {
  if (process.platform !== 'linux')
    return `cutting the power of a disk needs Linux, and this is ${process.platform}`;
  if (process.getuid() !== 0) return 'cutting the power of a disk needs root, to mount a loop device';
  const missing = tools.filter((tool) => !isThere(tool));
  if (missing.length > 0) return `cutting the power of a disk needs ${missing.join(', ')}: not installed`;
  try {
    const disk = loopDisk();
    disk.cut();
    disk.close();
    return null;
  } catch (error) {
    return `a loop device with ext4 cannot be mounted and cut here: ${String(error.stderr ?? error.message).trim()}`;
  }
}

/** An ext4 file system on a loop device, whose power can be cut. */
export function loopDisk() {
  const home = mkdtempSync(join(tmpdir(), 'aethex-power-'));
  const disk = new LoopDisk(home);
  try {
    disk.make();
    return disk;
  } catch (error) {
    rmSync(home, { recursive: true, force: true });
    throw error;
  }
}

class LoopDisk {
  constructor(home) {
    this.home = home;
    this.image = join(home, 'image');
    this.dir = join(home, 'disk');
    this.synced = join(this.dir, 'synced');
    this.unsynced = join(this.dir, 'unsynced');
  }

  make() {
    mkdirSync(this.dir);
    run('truncate', '-s', `${megabytes}M`, this.image);
    run('mkfs.ext4', '-q', this.image);
    this.plugIn();
  }

  plugIn() {
    run('mount', '-o', 'loop', this.image, this.dir);
  }

  /** Leaves a file that has to survive the cut. */
  leaveSynced() {
    writeFileSync(this.synced, 'kept');
    for (const path of [this.synced, this.dir]) sync(path);
  }

  /** Leaves a file that cannot survive the cut. */
  leaveUnsynced() {
    writeFileSync(this.unsynced, 'lost');
  }

  cut() {
    run('python3', cutter, this.dir);
  }

  /** After the power is back: whether the cut was one. */
  wasCut() {
    const kept = contentOf(this.synced) === 'kept';
    const lost = contentOf(this.unsynced) !== 'lost';
    for (const file of [this.synced, this.unsynced]) rmSync(file, { force: true });
    return kept && lost;
  }

  unplug() {
    run('umount', this.dir);
  }

  close() {
    try {
      this.unplug();
    } finally {
      rmSync(this.home, { recursive: true, force: true });
    }
  }
}

const contentOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null);

function sync(path) {
  const handle = openSync(path, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

function isThere(tool) {
  try {
    run('sh', '-c', `command -v ${tool}`);
    return true;
  } catch {
    return false;
  }
}

const run = (command, ...args) => execFileSync(command, args, { stdio: 'pipe' });
