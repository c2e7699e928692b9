/* The event loop: lanes on one epoll, a closed loop that saturates and an open loop that keeps to a schedule. */
#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <math.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define READ_BYTES (256 * 1024)
#define SETTLE_NS (5 * NS_PER_S)
#define GREETED_WITHIN_NS (10 * NS_PER_S)
#define RECONNECT_ATTEMPTS 200
#define RECONNECT_PAUSE_NS 10000000LL
#define MOST_EVENTS 256
#define RING_TURNS 16 /* how often an answer may be overtaken by all the others */

int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* Buffers */

char *buffer_room(Buffer *buffer, size_t more) {
    if (buffer->start == buffer->length) buffer->start = buffer->length = 0;
    if (buffer->length + more > buffer->capacity) {
        if (buffer->start) {
            memmove(buffer->bytes, buffer->bytes + buffer->start, buffer->length - buffer->start);
            buffer->length -= buffer->start;
            buffer->start = 0;
        }
        if (buffer->length + more > buffer->capacity) {
            buffer->capacity = 2 * (buffer->length + more);
            buffer->bytes = realloc(buffer->bytes, buffer->capacity);
            if (!buffer->bytes) {
                fprintf(stderr, "out of memory\n");
                exit(1);
            }
        }
    }
    return buffer->bytes + buffer->length;
}

void buffer_add(Buffer *buffer, const void *bytes, size_t length) {
    memcpy(buffer_room(buffer, length), bytes, length);
    buffer->length += length;
}

void buffer_spend(Buffer *buffer, size_t length) {
    buffer->start += length;
    if (buffer->start == buffer->length) buffer->start = buffer->length = 0;
}

/* What is sent */

void add_body(Load *load, Buffer *out, const Body *body, size_t body_number) {
    size_t at = out->length - out->start;
    buffer_add(out, body->bytes, body->length);
    char *copy = out->bytes + out->start + at;
    for (int number = 0; number < load->stamps_count; number++) {
        Stamp *stamp = &load->stamps[number];
        size_t offset = stamp->offsets[body_number];
        if (offset == SIZE_MAX || stamp->sent++ % stamp->every) continue;
        uint64_t value = stamp->next++;
        for (size_t digit = stamp->digits; digit-- > 0; value /= 10) copy[offset + digit] = (char)('0' + value % 10);
    }
}

void mark_dirty(Load *load, Lane *lane) {
    if (lane->is_dirty) return;
    lane->is_dirty = true;
    load->dirty[load->dirty_count++] = lane;
}

void lane_ready(Load *load, Lane *lane) {
    if (lane->is_queued || !lane->connected || lane->ends || lane->under_way >= load->depth) return;
    lane->is_queued = true;
    load->free_lanes[load->free_tail++ % (uint64_t)load->lanes_count] = lane;
}

static uint64_t ring(const Load *load) { return (uint64_t)load->depth * RING_TURNS; }

static void send_one(Load *load, Lane *lane, int64_t due_ns) {
    size_t number = load->next_body;
    load->next_body = number + 1 == load->bodies_count ? 0 : number + 1;
    lane->due_ns[lane->tail % ring(load)] = due_ns;
    load->door->send(load, lane, &load->bodies[number], number);
    lane->tail++;
    lane->under_way++;
    load->tally.sent++;
    mark_dirty(load, lane);
}

void answered(Load *load, Lane *lane, uint64_t place, int status, size_t response_bytes) {
    int64_t due_ns = lane->due_ns[place % ring(load)];
    int64_t latency_ns = now_ns() - due_ns;
    Tally *tally = &load->tally;
    lane->under_way--;
    if (place == lane->head) lane->head++;
    tally->answered++;
    tally->response_bytes += response_bytes;
    tally->statuses[status >= 0 && status < MOST_STATUS ? status : 0]++;
    tally->after_tmax += latency_ns > load->tmax_ns;
    histogram_add(&tally->latencies, latency_ns);
    if (load->window_ns) {
        int64_t window = (due_ns - load->began_ns) / load->window_ns;
        if (window >= 0 && window < load->windows_count) histogram_add(&load->windows[window], latency_ns);
    }
}

/* Connections */

static int connected_socket(const Load *load) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)load->port)};
    if (inet_pton(AF_INET, load->host, &address.sin_addr) != 1) return -1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        close(fd);
        return -1;
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void watch(const Load *load, Lane *lane, int operation) {
    struct epoll_event event = {.events = EPOLLIN | (lane->wants_out ? EPOLLOUT : 0), .data.ptr = lane};
    epoll_ctl(load->epoll_fd, operation, lane->fd, &event);
}

static bool connect_lane(Load *load, Lane *lane) {
    for (int attempt = 0; attempt < RECONNECT_ATTEMPTS; attempt++) {
        lane->fd = connected_socket(load);
        if (lane->fd >= 0) break;
        nanosleep(&(struct timespec){.tv_nsec = RECONNECT_PAUSE_NS}, NULL);
    }
    if (lane->fd < 0) return false;
    lane->connected = lane->wants_out = lane->ends = false;
    lane->in.start = lane->in.length = lane->out.start = lane->out.length = 0;
    lane->under_way = 0;
    lane->head = lane->tail = 0;
    load->door->open(load, lane);
    watch(load, lane, EPOLL_CTL_ADD);
    mark_dirty(load, lane);
    return true;
}

static void hang_up(Load *load, Lane *lane) {
    load->tally.broken += (uint64_t)lane->under_way;
    load->tally.reconnects++;
    close(lane->fd);
    if (load->door->close) load->door->close(lane);
    if (!connect_lane(load, lane)) {
        fprintf(stderr, "%s:%d no longer answers\n", load->host, load->port);
        exit(1);
    }
}

static void write_out(Load *load, Lane *lane) {
    Buffer *out = &lane->out;
    while (out->start < out->length) {
        ssize_t written = send(lane->fd, out->bytes + out->start, out->length - out->start, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (written < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) {
                out->start = out->length; /* the end is read as such */
                return;
            }
            break;
        }
        buffer_spend(out, (size_t)written);
    }
    bool wants_out = out->start < out->length;
    if (wants_out != lane->wants_out) {
        lane->wants_out = wants_out;
        watch(load, lane, EPOLL_CTL_MOD);
    }
}

static void write_dirty(Load *load) {
    for (int number = 0; number < load->dirty_count; number++) {
        Lane *lane = load->dirty[number];
        lane->is_dirty = false;
        if (load->door->turn_over) load->door->turn_over(load, lane);
        write_out(load, lane);
    }
    load->dirty_count = 0;
}

static void read_in(Load *load, Lane *lane) {
    char *room = buffer_room(&lane->in, READ_BYTES);
    ssize_t arrived = recv(lane->fd, room, READ_BYTES, MSG_DONTWAIT);
    if (arrived < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (arrived <= 0) {
        hang_up(load, lane);
        return;
    }
    lane->in.length += (size_t)arrived;
    if (!load->door->read(load, lane)) {
        fprintf(stderr, "%s:%d does not speak %s\n", load->host, load->port, load->door->name);
        exit(1);
    }
    if (lane->ends && !lane->under_way) hang_up(load, lane);
}

/* Every so often: send what is due, read what has come. Waking up for each of them instead costs two processes on one
 * machine several times as much; what is waited for the next tick counts as latency like all other waiting. */
static void sleep_until(int64_t at_ns) {
    struct timespec at = {.tv_sec = at_ns / NS_PER_S, .tv_nsec = at_ns % NS_PER_S};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
}

/* One turn: wait for at most `wait_ns`, then read everything that has arrived. */
static int turn(Load *load, int64_t wait_ns) {
    struct epoll_event events[MOST_EVENTS];
    struct timespec wait = {.tv_sec = wait_ns / NS_PER_S, .tv_nsec = wait_ns % NS_PER_S};
    int count = epoll_pwait2(load->epoll_fd, events, MOST_EVENTS, &wait, NULL);
    for (int number = 0; number < count; number++) {
        Lane *lane = events[number].data.ptr;
        if (events[number].events & EPOLLOUT) write_out(load, lane);
        if (events[number].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_in(load, lane);
        lane_ready(load, lane);
    }
    return count;
}

bool open_lanes(Load *load) {
    load->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    load->lanes = calloc((size_t)load->lanes_count, sizeof(Lane));
    load->dirty = calloc((size_t)load->lanes_count, sizeof(Lane *));
    load->free_lanes = calloc((size_t)load->lanes_count, sizeof(Lane *));
    for (int number = 0; number < load->lanes_count; number++) {
        Lane *lane = &load->lanes[number];
        lane->number = number;
        lane->due_ns = calloc((size_t)load->depth * RING_TURNS, sizeof(int64_t));
        if (!connect_lane(load, lane)) return false;
    }
    int64_t until_ns = now_ns() + GREETED_WITHIN_NS;
    for (int greeted = 0; greeted < load->lanes_count && now_ns() < until_ns;) {
        write_dirty(load);
        turn(load, RECONNECT_PAUSE_NS);
        greeted = 0;
        for (int number = 0; number < load->lanes_count; number++) greeted += load->lanes[number].connected;
    }
    for (int number = 0; number < load->lanes_count; number++) lane_ready(load, &load->lanes[number]);
    return load->free_tail == (uint64_t)load->lanes_count;
}

/* Windows */

static bool anything_under_way(const Load *load) {
    for (int number = 0; number < load->lanes_count; number++)
        if (load->lanes[number].under_way) return true;
    return false;
}

static void begin(Load *load) {
    memset(&load->tally, 0, sizeof load->tally);
    turn(load, 0); /* connections that ended while nothing was measured are made anew */
    memset(&load->tally, 0, sizeof load->tally);
    load->began_ns = now_ns();
}

static void settle(Load *load) {
    int64_t until_ns = now_ns() + SETTLE_NS;
    while (anything_under_way(load) && now_ns() < until_ns) {
        write_dirty(load);
        turn(load, RECONNECT_PAUSE_NS);
    }
    for (int number = 0; number < load->lanes_count; number++) {
        Lane *lane = &load->lanes[number];
        if (lane->under_way) hang_up(load, lane); /* what is unanswered by now does not meet the next window */
    }
    write_dirty(load);
}

static Lane *next_free(Load *load) {
    while (load->free_head != load->free_tail) {
        Lane *lane = load->free_lanes[load->free_head++ % (uint64_t)load->lanes_count];
        lane->is_queued = false;
        if (lane->connected && !lane->ends && lane->under_way < load->depth) return lane;
    }
    return NULL;
}

void saturate(Load *load, double seconds) {
    begin(load);
    int64_t until_ns = load->began_ns + (int64_t)(seconds * NS_PER_S);
    for (int64_t now = load->began_ns; now < until_ns; now = now_ns()) {
        Lane *lane;
        while ((lane = next_free(load))) {
            while (lane->under_way < load->depth) send_one(load, lane, now);
        }
        write_dirty(load);
        turn(load, until_ns - now);
    }
    settle(load);
}

/* Exponentially distributed with mean 1 (xorshift64*). */
static double gap(Load *load) {
    uint64_t state = load->chance;
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    load->chance = state;
    double uniform = (double)((state * 0x2545F4914F6CDD1DULL) >> 11) / 9007199254740992.0;
    return -log1p(-uniform);
}

void offer(Load *load, double rate, double seconds) {
    begin(load);
    double mean_ns = NS_PER_S / rate;
    int64_t until_ns = load->began_ns + (int64_t)(seconds * NS_PER_S);
    double due = (double)load->began_ns + gap(load) * mean_ns;
    int64_t tick_ns = load->began_ns;
    while ((int64_t)due < until_ns) {
        int64_t now = now_ns();
        if (now - until_ns > SETTLE_NS) break;
        Lane *lane = NULL;
        while ((int64_t)due <= now && (int64_t)due < until_ns && (lane = next_free(load))) {
            send_one(load, lane, (int64_t)due);
            lane_ready(load, lane);
            due += gap(load) * mean_ns;
        }
        write_dirty(load);
        do tick_ns += load->tick_ns;
        while (tick_ns <= now);
        sleep_until(tick_ns);
        while (turn(load, 0) == MOST_EVENTS) continue;
    }
    settle(load);
}
