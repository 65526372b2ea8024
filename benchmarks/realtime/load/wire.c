/* WebSocket frames (RFC 6455, 5.2) over sockets that do not block. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "load.h"

enum { TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10, AT_ONCE = 1 << 18 };
static const uint8_t mask[4] = {0x5a, 0xc3, 0x17, 0x9e};

/* Everything a client reads lands here first, behind what it had left over. */
static uint8_t *shared;
static size_t shared_room;

static void keep(uint8_t **kept, size_t *length, size_t *room, const uint8_t *bytes, size_t more) {
  if (*length + more > *room) *kept = realloc(*kept, *room = (*length + more) * 2);
  memmove(*kept + *length, bytes, more);
  *length += more;
}

static void watch(Client *client, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = client};
  epoll_ctl(world.epoll, EPOLL_CTL_MOD, client->fd, &event);
}

void send_bytes(Client *client, const uint8_t *bytes, size_t length) {
  ssize_t written = 0;
  if (!client->waiting_length) written = send(client->fd, bytes, length, MSG_NOSIGNAL);
  if (written < 0) {
    if (errno != EAGAIN) return close_client(client, strerror(errno));
    written = 0;
  }
  if ((size_t)written == length) return;
  keep(&client->waiting, &client->waiting_length, &client->waiting_room, bytes + written, length - (size_t)written);
  watch(client, EPOLLIN | EPOLLOUT);
}

void write_waiting(Client *client) {
  ssize_t written = send(client->fd, client->waiting, client->waiting_length, MSG_NOSIGNAL);
  if (written < 0) return;
  client->waiting_length -= (size_t)written;
  memmove(client->waiting, client->waiting + written, client->waiting_length);
  if (!client->waiting_length) watch(client, EPOLLIN);
}

void send_frame(Client *client, int opcode, const uint8_t *payload, size_t length) {
  static uint8_t frame[65536 + 8];
  uint8_t *at = frame;
  if (length > 65535) fail("a frame of %zu bytes is too long", length);
  *at++ = (uint8_t)(0x80 | opcode);
  *at++ = (uint8_t)(0x80 | (length < 126 ? length : 126));
  if (length >= 126) {
    *at++ = (uint8_t)(length >> 8);
    *at++ = (uint8_t)length;
  }
  memcpy(at, mask, sizeof mask);
  at += sizeof mask;
  for (size_t i = 0; i < length; i++) *at++ = payload[i] ^ mask[i & 3];
  send_bytes(client, frame, (size_t)(at - frame));
}

/* Remembers the longest time between two pings of one client. */
static void on_ping(Client *client) {
  int64_t now = now_us(), silence = client->pinged_at ? now - client->pinged_at : 0;
  client->pinged_at = now;
  world.tally.pings++;
  if (silence > world.tally.longest_silence) world.tally.longest_silence = silence;
}

static void on_message(Client *client, const uint8_t *payload, size_t length) {
  if (world.dialect->update == UPDATE_SOCKETIO && length == 1 && *payload == '2')
    return send_frame(client, TEXT, (const uint8_t *)"3", 1);
  if (client->state == READY) return count_states(client, payload, length);
  if (client->state == PREPARING && expected(client, payload, length)) take_steps(client);
}

static void on_frame(Client *client, int opcode, const uint8_t *payload, size_t length) {
  static char why[160];
  switch (opcode) {
    case TEXT:
    case BINARY:
      world.tally.frames++;
      return on_message(client, payload, length);
    case PING:
      on_ping(client);
      return send_frame(client, PONG, payload, length);
    case CLOSE:
      length = length < 2 ? 0 : length - 2 < 120 ? length - 2 : 120;
      memcpy(why, payload + 2, length);
      why[length] = 0;
      return close_client(client, length ? why : "the server closed it");
    default:
      return;
  }
}

/* Gives back how many bytes a whole frame took, or 0. */
static size_t take_frame(Client *client, const uint8_t *at, size_t length) {
  size_t head = 2;
  if (length < head) return 0;
  uint64_t size = at[1] & 0x7f;
  if (size >= 126) {
    int bytes = size == 126 ? 2 : 8;
    head += (size_t)bytes;
    if (length < head) return 0;
    size = 0;
    for (int i = 0; i < bytes; i++) size = size << 8 | at[2 + i];
  }
  if (size > LONGEST_FRAME) fail("a frame of %llu bytes came", (unsigned long long)size);
  if (length < head + size) return 0;
  on_frame(client, at[0] & 0x0f, at + head, (size_t)size);
  return head + (size_t)size;
}

/* The end of the answer to the upgrade, or 0 while it has not come whole. */
static size_t take_upgrade(Client *client, const uint8_t *at, size_t length) {
  for (size_t i = 3; i < length; i++) {
    if (memcmp(at + i - 3, "\r\n\r\n", 4) != 0) continue;
    if (length < 12 || memcmp(at + 9, "101", 3) != 0) fail("no upgrade: %.*s", (int)(i > 400 ? 400 : i), at);
    client->state = PREPARING;
    take_steps(client);
    return i + 1;
  }
  return 0;
}

void read_frames(Client *client) {
  if (shared_room < client->rest_length + AT_ONCE) shared = realloc(shared, shared_room = client->rest_length + AT_ONCE);
  if (client->rest_length) memcpy(shared, client->rest, client->rest_length);
  ssize_t came = recv(client->fd, shared + client->rest_length, AT_ONCE, 0);
  if (came < 0 && errno == EAGAIN) return;
  if (came <= 0) return close_client(client, came ? strerror(errno) : "the connection ended");
  world.tally.bytes += came;
  size_t length = client->rest_length + (size_t)came, taken = 0;
  client->rest_length = 0;
  while (client->state != CLOSED) {
    const uint8_t *at = shared + taken;
    size_t more = client->state == UPGRADING ? take_upgrade(client, at, length - taken) : take_frame(client, at, length - taken);
    if (!more) break;
    taken += more;
  }
  if (client->state != CLOSED && taken < length)
    keep(&client->rest, &client->rest_length, &client->rest_room, shared + taken, length - taken);
}
