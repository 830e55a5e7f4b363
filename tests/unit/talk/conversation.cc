// Reading and replaying golden conversations.
#include "conversation.h"

#include <fmt/core.h>

#include <stdexcept>

#include "base/strings.h"
#include "talk/protocols.h"

namespace minato::talk {
namespace {

std::string unescaped_bytes(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      bytes += text[i];
      continue;
    }
    const char kind = ++i < text.size() ? text[i] : '\\';
    if (kind == 'r') bytes += '\r';
    if (kind == 'n') bytes += '\n';
    if (kind == 't') bytes += '\t';
    if (kind == '\\') bytes += '\\';
    if (kind == 'x') {
      bytes += static_cast<char>(base::parse_number<int>(text.substr(i + 1, 2), 16).value());
      i += 2;
    }
  }
  return bytes;
}

void set_option(Conversation& made, std::string_view word, std::string_view value) {
  MachineOptions& options = made.options;
  if (word == "machine") {
    const auto parts = base::words(value);
    const bool udp = parts.size() > 1 && parts[1] == "udp";
    made.protocol = find_protocol(parts.at(0), udp ? model::Transport::udp : model::Transport::tcp);
  } else if (word == "host") {
    options.host = value;
  } else if (word == "port") {
    options.port = base::parse_number<std::uint16_t>(value).value();
  } else if (word == "path") {
    options.path = value;
  } else if (word == "method") {
    options.method = value;
  } else if (word == "question") {
    options.question = value;
  } else if (word == "type") {
    options.question_type = base::parse_number<std::uint16_t>(value).value();
  } else if (word == "starttls") {
    options.starttls = value == "never" ? StartTls::never : StartTls::when_offered;
  } else {
    throw std::runtime_error("no such word: " + std::string(word));
  }
}

/// One replay under way.
class Replay {
 public:
  explicit Replay(const Conversation& conversation)
      : machine_(conversation.protocol->create(conversation.options)) {
    for (const std::string& line : conversation.head) result_.transcript += line + "\n";
  }

  void start() {
    machine_->start(outbox_);
    collect();
  }
  void receive(std::string_view bytes) {
    if (outbox_.ended()) return;
    machine_->on_bytes(base::as_bytes(bytes), outbox_);
  }
  void happen(const std::string& event) {
    if (outbox_.ended()) return;
    if (event == "tls") {
      if (outbox_.wish() != Outbox::Wish::tls) throw std::runtime_error("no TLS was wanted");
      outbox_.tls_begun();
      machine_->on_secured(outbox_);
    } else {
      machine_->on_closed(event == "closed"     ? Closing::closed
                          : event == "reset"    ? Closing::reset
                          : event == "too-much" ? Closing::too_much
                                                : Closing::timed_out,
                          outbox_);
    }
  }
  void collect() {
    std::string_view bytes = base::as_text(outbox_.bytes());
    result_.sent += bytes;
    while (!bytes.empty()) {
      const std::size_t end = bytes.find('\n');
      const std::size_t count = end == std::string_view::npos ? bytes.size() : end + 1;
      result_.transcript += "> " + escaped_bytes(bytes.substr(0, count)) + "\n";
      bytes.remove_prefix(count);
    }
    outbox_.clear();
  }
  void note(const std::string& line) { result_.transcript += line + "\n"; }

  Outcome end() {
    result_.end = "more";
    if (outbox_.wish() == Outbox::Wish::tls) result_.end = "tls";
    if (outbox_.wish() == Outbox::Wish::finished) result_.end = "finished";
    if (outbox_.wish() == Outbox::Wish::failed) {
      result_.end = "failed " + std::string(outbox_.malformed()->rule);
    }
    note("end " + result_.end);
    for (const Fact& fact : machine_->facts().entries()) {
      result_.facts += "= " + fact.key + " = " + escaped_bytes(fact.value) + "\n";
    }
    result_.transcript += result_.facts;
    return std::move(result_);
  }

 private:
  std::unique_ptr<Machine> machine_;
  Outbox outbox_{};
  Outcome result_{};
};

}  // namespace

std::string escaped_bytes(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    if (c == '\r') {
      text += "\\r";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '\t') {
      text += "\\t";
    } else if (c == '\\') {
      text += "\\\\";
    } else if (c < 0x20 || c == 0x7f) {
      text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      text += c;
    }
  }
  return text;
}

Conversation parse_conversation(std::string_view text) {
  Conversation made;
  for (const std::string_view line : base::split(text, '\n')) {
    if (line.empty() || line[0] == '>' || line[0] == '=' || line.starts_with("end ")) continue;
    if (line.starts_with("< ")) {
      made.steps.push_back({'<', unescaped_bytes(line.substr(2)), {}});
    } else if (line.starts_with("! ")) {
      made.steps.push_back({'!', {}, std::string(line.substr(2))});
    } else {
      made.head.emplace_back(line);
      if (line[0] == '#') continue;
      const std::size_t space = line.find(' ');
      set_option(made, line.substr(0, space), line.substr(space + 1));
    }
  }
  if (made.protocol == nullptr) throw std::runtime_error("no such machine");
  return made;
}

Outcome replay(const Conversation& conversation, Pieces pieces) {
  Replay replay(conversation);
  replay.start();
  const bool whole =
      pieces == Pieces::as_written || conversation.protocol->transport == model::Transport::udp;
  for (const Conversation::Step& step : conversation.steps) {
    if (step.kind == '!') {
      replay.note("! " + step.event);
      replay.happen(step.event);
    } else {
      replay.note("< " + escaped_bytes(step.bytes));
      const std::size_t size = whole ? step.bytes.size() : 1;
      for (std::size_t at = 0; at < step.bytes.size(); at += size) {
        replay.receive(std::string_view(step.bytes).substr(at, size));
      }
    }
    replay.collect();
  }
  return replay.end();
}

}  // namespace minato::talk
