/*
 * Marks travel in the `timestamp` of an update and tell when it was sent and by whom: 13 digits, as milliseconds since
 * 1970 have, made of 10^12 + 1000 * tens of microseconds + the slot in the room. Short marks are tenths of milliseconds,
 * of which they have 25 bits, and the slot.
 */
#include <time.h>
#include "load.h"

enum { SLOTS = 1000, SHORT_BITS = 25, SHORT_SLOT_BITS = 7, SHORT_UNIT = 10 };
static const uint64_t base = 1000000000000ULL;

int64_t now_us(void) {
  static int64_t start;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  int64_t us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
  if (!start) start = us - 1000;
  return us - start;
}

static uint64_t tens(void) { return (uint64_t)now_us() / 10; }

uint64_t mark_of(int slot) { return base + tens() * SLOTS + (uint64_t)slot; }

double mark_age_ms(uint64_t mark) {
  return (double)((int64_t)tens() - (int64_t)((mark - base) / SLOTS)) / 100;
}

uint64_t short_mark_of(int slot) {
  return ((tens() / SHORT_UNIT & ((1ULL << SHORT_BITS) - 1)) << SHORT_SLOT_BITS) | (uint64_t)slot;
}

/* The mark that was sent last of those that look like this, within the last 55 minutes. */
uint64_t mark_from_short(uint32_t shortened) {
  uint64_t period = 1ULL << SHORT_BITS, now = tens() / SHORT_UNIT;
  uint64_t sent = (now & ~(period - 1)) | (shortened >> SHORT_SLOT_BITS);
  if (sent > now) sent -= period;
  return base + sent * SHORT_UNIT * SLOTS + (shortened & ((1U << SHORT_SLOT_BITS) - 1));
}
