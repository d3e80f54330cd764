/* Load client of the benchmarks: many websockets on one thread, driven by epoll.
 *
 * It knows no protocol but websocket frames. A file holds one message per line, and line n carries the edit id
 * "<prefix><n as 12 hex digits>". Writers send the messages in that order; every socket (writers too) listens. An edit
 * has arrived at a socket when its id is found in a frame that begins as --events says; such a frame may join many
 * edits. An id anywhere else (a refusal) ends the run with an error, and so does an edit that is missing at the end.
 *
 * Without --alone a writer sends the next message at each echo of an own one, so that --flight messages are always on
 * their way. With --alone the next message waits until every socket has the one before, and --pause microseconds more.
 *
 * When all sockets are ready it prints "ready" and waits for a line on stdin, so that the caller can read the server's
 * CPU time before and after. The result is one JSON object on stdout; times are in microseconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TEXT = 1, CLOSE = 8, PING = 9, PONG = 10, DIGITS = 12, EVENTS_PER_POLL = 256 };

typedef struct {
    char *bytes;
    size_t length, capacity;
} Buffer;

typedef struct {
    int fd;
    bool ready, blocked; /* greeted by the server; the kernel's send buffer is full */
    Buffer in, out;
    uint8_t *seen; /* per message: has it arrived here? */
} Socket;

typedef struct {
    const char *text;
    size_t length;
    const Socket *writer;
    int64_t sent, echoed, last; /* when it left, came back to its writer, reached the last socket */
    int arrivals;
} Message;

static struct {
    int port, sockets, writers, flight, alone, pause, limit;
    const char *path, *hello, *others, *ready, *ping, *pong, *prefix, *events, *file;
} option = {.sockets = 30, .writers = 10, .flight = 16, .limit = 60, .path = "/", .events = "{\"t\":\"events\""};

static Socket *sockets;
static Message *messages;
static int message_count, next_message, finished, greeted, poller;
static int64_t doubled, bytes_read, frames_read, alone_due;
static uint32_t mask_seed = 2463534242u;

static void fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("client: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static int64_t cpu_time(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 + usage.ru_utime.tv_usec +
           usage.ru_stime.tv_usec;
}

static void reserve(Buffer *buffer, size_t more) {
    if (buffer->length + more <= buffer->capacity) return;
    buffer->capacity = (buffer->length + more) * 2;
    buffer->bytes = realloc(buffer->bytes, buffer->capacity);
    if (!buffer->bytes) fail("out of memory");
}

static void drop_front(Buffer *buffer, size_t count) {
    buffer->length -= count;
    memmove(buffer->bytes, buffer->bytes + count, buffer->length);
}

/* ---- sending ---------------------------------------------------------------------------------------------------- */

static void watch(Socket *socket, int operation) {
    struct epoll_event event = {.events = EPOLLIN | (socket->blocked ? EPOLLOUT : 0), .data.ptr = socket};
    if (epoll_ctl(poller, operation, socket->fd, &event)) fail("epoll: %s", strerror(errno));
}

static void flush(Socket *socket) {
    size_t done = 0;
    bool blocked = false;
    while (done < socket->out.length && !blocked) {
        ssize_t count = send(socket->fd, socket->out.bytes + done, socket->out.length - done, MSG_NOSIGNAL);
        if (count >= 0) done += (size_t)count;
        else if (errno == EAGAIN) blocked = true;
        else if (errno != EINTR) fail("send: %s", strerror(errno));
    }
    if (done) drop_front(&socket->out, done);
    if (blocked != socket->blocked) {
        socket->blocked = blocked;
        watch(socket, EPOLL_CTL_MOD);
    }
}

static uint32_t next_mask(void) { /* xorshift: real masks, so that servers pay the real price of unmasking */
    mask_seed ^= mask_seed << 13;
    mask_seed ^= mask_seed >> 17;
    return mask_seed ^= mask_seed << 5;
}

static void queue_frame(Socket *socket, int opcode, const char *text, size_t length) {
    Buffer *out = &socket->out;
    reserve(out, length + 14);
    uint8_t *at = (uint8_t *)out->bytes + out->length;
    *at++ = (uint8_t)(0x80 | opcode);
    if (length < 126) {
        *at++ = (uint8_t)(0x80 | length);
    } else {
        int width = length < 65536 ? 2 : 8;
        *at++ = 0x80 | (width == 2 ? 126 : 127);
        for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) *at++ = (uint8_t)((uint64_t)length >> shift);
    }
    uint32_t mask = next_mask();
    memcpy(at, &mask, 4);
    const uint8_t *key = at;
    at += 4;
    for (size_t i = 0; i < length; i++) *at++ = (uint8_t)text[i] ^ key[i & 3];
    out->length = (size_t)((char *)at - out->bytes);
}

static void send_next(Socket *socket) {
    if (next_message == message_count) return;
    Message *message = &messages[next_message++];
    message->writer = socket;
    message->sent = now();
    queue_frame(socket, TEXT, message->text, message->length);
}

/* ---- receiving -------------------------------------------------------------------------------------------------- */

static long hex_number(const char *digits) {
    long number = 0;
    for (int i = 0; i < DIGITS; i++) {
        char c = digits[i];
        int value = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (value < 0) return -1;
        number = number * 16 + value;
    }
    return number;
}

static void arrived(Socket *socket, long number, int64_t time) {
    if (number < 0 || number >= next_message) fail("an id that was never sent came back: %ld", number);
    if (socket->seen[number]) {
        doubled++;
        return;
    }
    socket->seen[number] = 1;
    Message *message = &messages[number];
    if (++message->arrivals == option.sockets) {
        message->last = time;
        finished++;
        alone_due = time + option.pause;
    }
    if (message->writer == socket) {
        message->echoed = time;
        if (!option.alone) send_next(socket);
    }
}

static void on_text(Socket *socket, const char *text, size_t length) {
    size_t prefix = strlen(option.prefix), events = strlen(option.events);
    if (!socket->ready) {
        if (option.ready && !memmem(text, length, option.ready, strlen(option.ready))) return;
        socket->ready = true;
        greeted++;
        return;
    }
    if (option.ping && length == strlen(option.ping) && !memcmp(text, option.ping, length)) {
        queue_frame(socket, TEXT, option.pong, strlen(option.pong));
        return;
    }
    const char *end = text + length, *id = memmem(text, length, option.prefix, prefix);
    if (id && (length < events || memcmp(text, option.events, events)))
        fail("not an event: %.*s", (int)(length < 300 ? length : 300), text);
    for (int64_t time = id ? now() : 0; id; id = memmem(id, (size_t)(end - id), option.prefix, prefix)) {
        id += prefix;
        if (end - id < DIGITS) fail("an id is cut off");
        arrived(socket, hex_number(id), time);
    }
}

static void on_frame(Socket *socket, int opcode, const char *payload, size_t length) {
    frames_read++;
    if (opcode == TEXT) on_text(socket, payload, length);
    else if (opcode == PING) queue_frame(socket, PONG, payload, length);
    else if (opcode == CLOSE)
        fail("the server closed a socket: %d %.*s", length < 2 ? 0 : (uint8_t)payload[0] << 8 | (uint8_t)payload[1],
             length < 2 ? 0 : (int)length - 2, payload + 2);
    else if (opcode != PONG) fail("unexpected frame, opcode %d", opcode);
}

static void parse_frames(Socket *socket) {
    const uint8_t *start = (uint8_t *)socket->in.bytes, *at = start, *end = start + socket->in.length;
    while (end - at >= 2) {
        size_t header = 2, length = at[1] & 0x7f;
        size_t width = length == 126 ? 2 : length == 127 ? 8 : 0;
        if (!(at[0] & 0x80) || (at[0] & 0x70) || (at[1] & 0x80)) fail("a fragmented, compressed or masked frame");
        if ((size_t)(end - at) < header + width) break;
        if (width) length = 0;
        for (size_t i = 0; i < width; i++) length = length << 8 | at[header + i];
        header += width;
        if ((size_t)(end - at) < header + length) break;
        on_frame(socket, at[0] & 15, (const char *)at + header, length);
        at += header + length;
    }
    if (at != start) drop_front(&socket->in, (size_t)(at - start));
}

static void on_readable(Socket *socket) {
    Buffer *in = &socket->in;
    reserve(in, 16384);
    ssize_t count = recv(socket->fd, in->bytes + in->length, in->capacity - in->length, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) fail("connection lost: %s", count ? strerror(errno) : "closed by the server");
    in->length += (size_t)count;
    bytes_read += count;
    parse_frames(socket);
}

static void poll_sockets(int timeout) {
    struct epoll_event events[EVENTS_PER_POLL];
    int count = epoll_wait(poller, events, EVENTS_PER_POLL, timeout);
    for (int i = 0; i < count; i++) {
        Socket *socket = events[i].data.ptr;
        if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) on_readable(socket);
        if (socket->out.length) flush(socket);
    }
}

/* ---- connecting ------------------------------------------------------------------------------------------------- */

static void shake_hands(Socket *socket) {
    char request[2048];
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Key: a29ya3dhbmQtYmVuY2gtMQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
                          option.path, option.port);
    if (send(socket->fd, request, (size_t)length, MSG_NOSIGNAL) != length) fail("handshake: %s", strerror(errno));
    Buffer *in = &socket->in;
    char *blank = NULL;
    while (!blank) {
        reserve(in, 4096);
        ssize_t count = recv(socket->fd, in->bytes + in->length, 4096, 0);
        if (count <= 0) fail("no answer to the handshake");
        in->length += (size_t)count;
        blank = memmem(in->bytes, in->length, "\r\n\r\n", 4);
    }
    if (memcmp(in->bytes, "HTTP/1.1 101", 12)) fail("handshake refused: %.*s", (int)in->length, in->bytes);
    drop_front(in, (size_t)(blank + 4 - in->bytes));
}

static void open_socket(Socket *opened) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)option.port)};
    struct timeval patience = {.tv_sec = option.limit};
    int one = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    opened->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(opened->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(opened->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (connect(opened->fd, (struct sockaddr *)&address, sizeof address)) fail("connect: %s", strerror(errno));
    opened->seen = calloc((size_t)message_count, 1);
    if (!opened->seen) fail("out of memory");
    shake_hands(opened);
    fcntl(opened->fd, F_SETFL, O_NONBLOCK);
    watch(opened, EPOLL_CTL_ADD);
    long number = opened - sockets;
    const char *hello = option.others && number >= option.writers && number % 2 ? option.others : option.hello;
    if (hello) queue_frame(opened, TEXT, hello, strlen(hello));
    parse_frames(opened); /* what came in one piece with the handshake */
    flush(opened);
}

static void open_all(void) {
    int64_t deadline = now() + (int64_t)option.limit * 1000000;
    poller = epoll_create1(EPOLL_CLOEXEC);
    sockets = calloc((size_t)option.sockets, sizeof *sockets);
    for (int i = 0; i < option.sockets; i++) {
        open_socket(&sockets[i]);
        poll_sockets(0); /* those already open must not fall behind */
    }
    while (greeted < option.sockets) {
        poll_sockets(100);
        if (now() > deadline) fail("%d of %d sockets were greeted", greeted, option.sockets);
    }
}

/* ---- the run ---------------------------------------------------------------------------------------------------- */

static void load_messages(void) {
    FILE *file = fopen(option.file, "r");
    if (!file) fail("%s: %s", option.file, strerror(errno));
    char *line = NULL;
    size_t capacity = 0, room = 0;
    for (ssize_t length; (length = getline(&line, &capacity, file)) > 1; line = NULL, capacity = 0) {
        if ((size_t)message_count == room) messages = realloc(messages, (room = room * 2 + 1024) * sizeof *messages);
        if (!messages) fail("out of memory");
        messages[message_count++] = (Message){.text = line, .length = (size_t)length - 1};
    }
    fclose(file);
    if (!message_count) fail("no messages");
}

static void run(void) {
    int64_t deadline = now() + (int64_t)option.limit * 1000000;
    for (int i = 0; i < option.flight; i++) send_next(&sockets[i % option.writers]);
    for (int i = 0; i < option.writers; i++) flush(&sockets[i]);
    while (finished < message_count) {
        bool idle = option.alone && finished == next_message;
        int64_t wait = idle ? alone_due - now() : 100000;
        if (idle && wait <= 0) {
            Socket *writer = &sockets[next_message % option.writers];
            send_next(writer);
            flush(writer);
            continue;
        }
        poll_sockets((int)((wait + 999) / 1000));
        if (now() > deadline) fail("%d of %d edits reached everybody in %d s", finished, message_count, option.limit);
    }
}

static int by_size(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void print_times(const char *name, int64_t *times) {
    qsort(times, (size_t)message_count, sizeof *times, by_size);
    printf("\"%s\":{\"median\":%lld,\"p95\":%lld,\"max\":%lld},", name, (long long)times[message_count / 2],
           (long long)times[message_count * 95 / 100], (long long)times[message_count - 1]);
}

static void report(int64_t started, int64_t cpu) {
    int64_t ended = 0, arrivals = 0;
    int64_t *echo = calloc((size_t)message_count, sizeof *echo), *last = calloc((size_t)message_count, sizeof *last);
    if (!echo || !last) fail("out of memory");
    for (int i = 0; i < message_count; i++) {
        echo[i] = messages[i].echoed - messages[i].sent;
        last[i] = messages[i].last - messages[i].sent;
        arrivals += messages[i].arrivals;
        if (messages[i].last > ended) ended = messages[i].last;
    }
    putchar('{');
    print_times("echo", echo);
    print_times("last", last);
    printf("\"edits\":%d,\"deliveries\":%lld,\"doubled\":%lld,\"frames\":%lld,\"bytes\":%lld,\"elapsed\":%lld,"
           "\"client_cpu\":%lld}\n",
           message_count, (long long)arrivals, (long long)doubled, (long long)frames_read, (long long)bytes_read,
           (long long)(ended - started), (long long)cpu);
}

static void read_options(int argc, char **argv) {
    static const struct option names[] = {
        {"port", 1, 0, 'p'},   {"path", 1, 0, 'u'},   {"sockets", 1, 0, 's'}, {"writers", 1, 0, 'w'},
        {"flight", 1, 0, 'f'}, {"alone", 0, 0, 'a'},  {"pause", 1, 0, 'z'},   {"limit", 1, 0, 'l'},
        {"hello", 1, 0, 'h'},  {"ready", 1, 0, 'r'},  {"ping", 1, 0, 'i'},    {"pong", 1, 0, 'o'},
        {"prefix", 1, 0, 'x'}, {"events", 1, 0, 'e'}, {"messages", 1, 0, 'm'}, {"others", 1, 0, 't'}, {0}};
    for (int letter; (letter = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        switch (letter) {
        case 'p': option.port = atoi(optarg); break;
        case 'u': option.path = optarg; break;
        case 's': option.sockets = atoi(optarg); break;
        case 'w': option.writers = atoi(optarg); break;
        case 'f': option.flight = atoi(optarg); break;
        case 'a': option.alone = 1; break;
        case 'z': option.pause = atoi(optarg); break;
        case 'l': option.limit = atoi(optarg); break;
        case 'h': option.hello = optarg; break;
        case 'r': option.ready = optarg; break;
        case 'i': option.ping = optarg; break;
        case 'o': option.pong = optarg; break;
        case 'x': option.prefix = optarg; break;
        case 'e': option.events = optarg; break;
        case 'm': option.file = optarg; break;
        case 't': option.others = optarg; break; /* the hello of every second socket that does not write */
        default: fail("unknown option");
        }
    }
    if (!option.port || !option.prefix || !option.file) fail("needs --port, --prefix and --messages");
    if (!option.ping != !option.pong) fail("--ping and --pong belong together");
    if (option.writers < 1 || option.writers > option.sockets) fail("--writers must be 1 to --sockets");
    if (option.alone) option.flight = 1;
}

int main(int argc, char **argv) {
    char line[8];
    read_options(argc, argv);
    load_messages();
    open_all();
    puts("ready");
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) fail("no word to begin");
    int64_t started = now(), cpu = cpu_time();
    bytes_read = frames_read = 0;
    run();
    report(started, cpu_time() - cpu);
    return 0;
}
