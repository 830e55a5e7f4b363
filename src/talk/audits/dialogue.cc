// Steps in order; a reply ends with the step's own rule, with the connection, or at the limit.
#include "talk/audits/dialogue.h"

#include <algorithm>

#include "base/strings.h"
#include "talk/header_lines.h"

namespace minato::talk {
namespace {

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// The Content-Length of the headers, when there is one.
std::optional<std::size_t> content_length(std::string_view headers) {
  return base::parse_number<std::size_t>(header_value(headers, "content-length"));
}

}  // namespace

bool is_anything(std::string_view reply) { return !reply.empty(); }

bool is_line(std::string_view reply) { return reply.find('\n') != std::string_view::npos; }

bool is_numbered_reply(std::string_view reply) {
  if (reply.empty() || reply.back() != '\n') return false;
  reply.remove_suffix(1);
  const std::size_t before = reply.rfind('\n');
  std::string_view last = before == std::string_view::npos ? reply : reply.substr(before + 1);
  while (!last.empty() && last.back() == '\r') last.remove_suffix(1);
  return last.size() >= 3 && std::all_of(last.begin(), last.begin() + 3, is_digit) &&
         (last.size() == 3 || last[3] == ' ');
}

bool is_never_whole(std::string_view /*reply*/) { return false; }

bool is_http_reply(std::string_view reply) {
  std::size_t end = reply.find("\r\n\r\n");
  std::size_t mark = 4;
  if (end == std::string_view::npos) {
    end = reply.find("\n\n");
    mark = 2;
  }
  if (end == std::string_view::npos) return false;
  const auto length = content_length(reply.substr(0, end));
  return length && reply.size() >= end + mark + *length;
}

void Dialogue::enter(Outbox& out) {
  while (at_ < steps_.size() && steps_[at_].when != nullptr && !steps_[at_].when(facts_)) ++at_;
  if (at_ == steps_.size()) return out.finish();
  if (!steps_[at_].send.empty()) out.send(steps_[at_].send);
}

void Dialogue::leave(Outbox& out) {
  reply_.clear();
  ++at_;
  enter(out);
}

void Dialogue::on_bytes(base::Bytes received, Outbox& out) {
  if (at_ >= steps_.size()) return;
  const std::size_t room = kMostReplyBytes - reply_.size();
  reply_.append(base::as_text(received.first(std::min(room, received.size()))));
  const Step& step = steps_[at_];
  if (reply_.size() < kMostReplyBytes && !step.is_whole(reply_)) return;
  facts_.add(step.key, reply_);
  if (step.starts_tls != nullptr && step.starts_tls(reply_)) return out.want_tls();
  leave(out);
}

void Dialogue::on_closed(Closing how, Outbox& out) {
  if (at_ < steps_.size()) {
    if (!reply_.empty()) facts_.add(steps_[at_].key, reply_);
    facts_.add(steps_[at_].key + ".end", how == Closing::timed_out ? "silent" : "closed");
  }
  out.finish();
}

std::unique_ptr<Machine> make_dialogue(std::vector<Step> steps) {
  return std::make_unique<Dialogue>(std::move(steps));
}

}  // namespace minato::talk
