/* Searches the TXT records of a name, and prints "found" or the error of the C library. */
#define _GNU_SOURCE
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>
#include <stdio.h>

int main(int argc, char **argv) {
  unsigned char reply[512];
  if (argc != 2) return 2;
  int size = res_search(argv[1], ns_c_in, ns_t_txt, reply, sizeof reply);
  printf("%s\n", size > 0 ? "found" : hstrerror(h_errno));
  return size <= 0;
}
