/* Clients: a few are opened at a time, and each goes through the steps of its plan. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "load.h"

enum { COMPLAINTS = 5 };

void close_client(Client *client, const char *why) {
  if (client->state == CLOSED) return;
  if (client->state == READY) world.ready--;
  else fail("client %d was lost at step %d: %s", client->index, client->step, why);
  if (world.tally.closed++ < COMPLAINTS) fprintf(stderr, "client %d was lost: %s\n", client->index, why);
  client->state = CLOSED;
  close(client->fd);
}

static struct sockaddr_in loopback(int host, int port) {
  return (struct sockaddr_in){
    .sin_family = AF_INET,
    .sin_port = htons((uint16_t)port),
    .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)host),
  };
}

static void open_client(Client *client) {
  int on = 1;
  client->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (client->fd < 0) fail("no socket for client %d: %s", client->index, strerror(errno));
  setsockopt(client->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(client->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  struct sockaddr_in from = loopback(client->index % world.sources, 0), to = loopback(0, world.port);
  if (bind(client->fd, (struct sockaddr *)&from, sizeof from) < 0) fail("bind: %s", strerror(errno));
  if (connect(client->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS)
    fail("connect: %s", strerror(errno));
  client->state = CONNECTING;
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = client};
  epoll_ctl(world.epoll, EPOLL_CTL_ADD, client->fd, &event);
  world.under_way++;
}

void open_more(void) {
  while (world.under_way < world.opening && world.next_to_open < world.client_count)
    open_client(&world.clients[world.next_to_open++]);
}

static void upgrade(Client *client) {
  char request[1024];
  Step *step = &client->steps[client->step++];
  if (step->kind != STEP_CONNECT) fail("the first step of client %d does not connect", client->index);
  int length = snprintf(request, sizeof request,
    "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
    (const char *)step->bytes, world.port);
  if (length >= (int)sizeof request) fail("the path of client %d is too long", client->index);
  client->state = UPGRADING;
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = client};
  epoll_ctl(world.epoll, EPOLL_CTL_MOD, client->fd, &event);
  send_bytes(client, (const uint8_t *)request, (size_t)length);
}

/* Sends until something is to be awaited; a client without further steps is ready. */
void take_steps(Client *client) {
  for (; client->step < client->step_count; client->step++) {
    Step *step = &client->steps[client->step];
    if (step->kind == STEP_AWAIT) return;
    send_frame(client, step->kind == STEP_SEND_TEXT ? 1 : 2, step->bytes, step->length);
  }
  client->state = READY;
  world.ready++;
  world.under_way--;
  open_more();
}

/* Whether these are the bytes that the current step waits for, anywhere in the frame. */
bool expected(Client *client, const uint8_t *bytes, size_t length) {
  static const char error[] = "\"type\":\"error\"";
  Step *step = &client->steps[client->step];
  if (memmem(bytes, length, step->bytes, step->length)) {
    client->step++;
    return true;
  }
  if (memmem(bytes, length, error, sizeof error - 1))
    fail("client %d was refused at step %d: %.*s", client->index, client->step, (int)(length > 400 ? 400 : length), bytes);
  return false;
}

void on_event(Client *client, uint32_t events) {
  if (client->state == CLOSED) return;
  if (client->state == CONNECTING) {
    if (events & (EPOLLERR | EPOLLHUP)) fail("client %d could not connect", client->index);
    if (events & EPOLLOUT) upgrade(client);
    return;
  }
  if (events & EPOLLOUT && client->waiting_length) write_waiting(client);
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_frames(client);
}

void poll_once(int timeout_ms) {
  static struct epoll_event events[512];
  int count = epoll_wait(world.epoll, events, 512, timeout_ms);
  for (int i = 0; i < count; i++) on_event(events[i].data.ptr, events[i].events);
}
