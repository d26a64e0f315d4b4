/* What a C library makes of a name: "lookup NAME" prints its addresses, "lookup -x ADDRESS" the name behind one. */
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static int fail(int error) {
  printf("%s\n", gai_strerror(error));
  return 1;
}

int main(int argc, char **argv) {
  int is_reverse = argc == 3 && strcmp(argv[1], "-x") == 0;
  if (argc < 2) return 2;
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = is_reverse ? AI_NUMERICHOST : 0}, *first;
  int error = getaddrinfo(argv[argc - 1], NULL, &hints, &first);
  if (error) return fail(error);
  for (struct addrinfo *one = first; one != NULL; one = one->ai_next) {
    char text[256];
    int flags = is_reverse ? NI_NAMEREQD : NI_NUMERICHOST;
    error = getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, NULL, 0, flags);
    if (error) return fail(error);
    printf("%s\n", text);
  }
  freeaddrinfo(first);
  return 0;
}
