#!/usr/bin/env python3
"""Shuts a mounted ext4 file system down at once, log and all: what was not fsynced is gone. usage: power-cut.py MOUNTPOINT"""
import fcntl
import os
import struct
import sys

EXT4_IOC_SHUTDOWN = 0x8004587D  # _IOR('X', 125, __u32) of linux/fs/ext4/ext4.h
NOLOGFLUSH = 2  # EXT4_GOING_FLAGS_NOLOGFLUSH

if len(sys.argv) != 2:
    sys.exit(__doc__)
mount_point = os.open(sys.argv[1], os.O_RDONLY)
fcntl.ioctl(mount_point, EXT4_IOC_SHUTDOWN, struct.pack("I", NOLOGFLUSH))
