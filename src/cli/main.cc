// minato: one program that answers every question about ports. The commands: src/cli/table.cc.
#include <csignal>
#include <string>
#include <vector>

#include "cli/context.h"

int main(int count, char** words) {
  // A reader that goes away (head) is an error of write(), not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  const std::vector<std::string> typed(words + (count > 0 ? 1 : 0), words + count);
  return minato::cli::run_program(typed);
}
