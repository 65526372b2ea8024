/* How fast updates are sent, and the report of what came of it, one line of JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include "load.h"

enum { DRAIN_MOST_US = 5000000, DRAIN_QUIET_US = 200000, AWAIT_MOST_US = 1000000 };

static int64_t cpu_us(void) {
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  return (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000LL + used.ru_utime.tv_usec + used.ru_stime.tv_usec;
}

static double latency_at(double share) {
  int64_t all = 0, seen = 0;
  for (int i = 0; i < HISTOGRAM; i++) all += world.tally.latencies[i];
  for (int i = 0; i < HISTOGRAM; i++)
    if ((seen += world.tally.latencies[i]) > (int64_t)(share * (double)all)) return i / 100.0;
  return 0;
}

static void report(int64_t began, int64_t sent_for, int64_t cpu) {
  Tally *tally = &world.tally;
  printf("{\"seconds\":%.3f,\"took\":%.3f,\"ready\":%d,\"sent\":%lld,\"skipped\":%lld,\"delivered\":%lld,\"own\":%lld,"
         "\"repeated\":%lld,\"frames\":%lld,\"bytes\":%lld,\"closed\":%lld,\"pings\":%lld,\"silence\":%.3f,"
         "\"p50\":%.2f,\"p90\":%.2f,\"p99\":%.2f,"
         "\"cpu\":%lld}\n",
    (double)sent_for / 1e6, (double)(now_us() - began) / 1e6, world.ready, (long long)tally->sent,
    (long long)tally->skipped, (long long)tally->delivered, (long long)tally->own, (long long)tally->repeated,
    (long long)tally->frames, (long long)tally->bytes, (long long)tally->closed, (long long)tally->pings, (double)tally->longest_silence / 1e6, latency_at(0.5), latency_at(0.9),
    latency_at(0.99), (long long)(cpu_us() - cpu));
  fflush(stdout);
}

static void update(Client *client) {
  uint8_t bytes[1024];
  bool binary;
  if (client->state != READY) return;
  if (client->waiting_length) {
    world.tally.skipped++;
    return;
  }
  size_t length = write_update(client, bytes, &binary);
  send_frame(client, binary ? 2 : 1, bytes, length);
  world.tally.sent++;
  client->awaited = world.room_size - 1;
  client->sent_at = now_us();
}

static void begin(void) {
  memset(&world.tally, 0, sizeof world.tally);
  world.first_turn = world.turn_count = 0;
  for (int i = 0; i < world.client_count; i++) world.clients[i].awaited = 0;
}

/* Waits for what is still under way, until nothing has come for a while. */
static void drain(void) {
  int64_t end = now_us() + DRAIN_MOST_US, last = now_us(), delivered = world.tally.delivered;
  while (now_us() < end && now_us() - last < DRAIN_QUIET_US) {
    poll_once(1);
    if (world.tally.delivered == delivered) continue;
    delivered = world.tally.delivered;
    last = now_us();
  }
}

/* The first clients in an order without pattern, so that players of one room do not send one right after the other. */
static int *shuffled(int players) {
  int *order = malloc(sizeof(int) * (size_t)players);
  uint64_t state = 0x9e3779b97f4a7c15ULL;
  for (int i = 0; i < players; i++) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    int j = (int)((state >> 33) % (uint64_t)(i + 1));
    order[i] = order[j];
    order[j] = i;
  }
  return order;
}

/* So many of the clients send so many updates a second each, whatever comes back, in evenly spaced turns. */
void run_open(double rate, double seconds, int players) {
  begin();
  int *order = shuffled(players);
  int64_t began = now_us(), cpu = cpu_us(), done = 0;
  double step = 1e6 / (rate * players);
  int64_t all = (int64_t)(seconds * 1e6 / step);
  while (done < all) {
    int64_t due = (int64_t)((double)(now_us() - began) / step);
    for (int turn = 0; done < due && done < all && turn < 64; turn++, done++)
      update(&world.clients[order[done % players]]);
    poll_once(0);
  }
  int64_t sent_for = now_us() - began;
  drain();
  free(order);
  report(began, sent_for, cpu);
}

void take_turn(Client *client) {
  world.turns[(world.first_turn + world.turn_count++) % world.client_count] = client->index;
}

/* Whoever waited for a second in vain is in turn again. */
static void give_up(void) {
  int64_t now = now_us();
  for (int i = 0; i < world.client_count; i++) {
    Client *client = &world.clients[i];
    if (client->awaited == 0 || now - client->sent_at < AWAIT_MOST_US) continue;
    client->awaited = 0;
    take_turn(client);
  }
}

/* So many updates are under way at any time. Clients send in turns, each once its last update has come to all others. */
void run_closed(double seconds, int window) {
  begin();
  int *order = shuffled(world.client_count);
  for (int i = 0; i < world.client_count; i++) take_turn(&world.clients[order[i]]);
  int64_t began = now_us(), cpu = cpu_us(), end = began + (int64_t)(seconds * 1e6);
  for (int64_t looked = began, now; (now = now_us()) < end; poll_once(0)) {
    while (world.turn_count > world.client_count - window) {
      int next = world.turns[world.first_turn];
      world.first_turn = (world.first_turn + 1) % world.client_count;
      world.turn_count--;
      update(&world.clients[next]);
    }
    if (now - looked < AWAIT_MOST_US) continue;
    looked = now;
    give_up();
  }
  int64_t sent_for = now_us() - began;
  drain();
  free(order);
  report(began, sent_for, cpu);
}

/* Nobody sends anything but answers to pings. */
void run_idle(double seconds) {
  begin();
  int64_t began = now_us(), cpu = cpu_us(), end = began + (int64_t)(seconds * 1e6);
  while (now_us() < end) poll_once(50);
  report(began, now_us() - began, cpu);
}
