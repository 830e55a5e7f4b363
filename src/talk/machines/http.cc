// HTTP/1.1 (RFC 9112): one HEAD or GET, the status line, the header fields in order, the title.
#include <string>

#include "base/strings.h"
#include "talk/http_body.h"
#include "talk/line_reader.h"
#include "talk/protocol.h"

namespace minato::talk {
namespace {

constexpr std::size_t kMostLineBytes = 16384;
constexpr std::size_t kMostHeaderBytes = 65536;
constexpr int kMostInterimResponses = 8;

/// The text between <title> and </title>, white space folded; "" when there is none.
std::string title_of(std::string_view content) {
  const std::string lower = base::to_lower(content);
  std::size_t begin = lower.find("<title");
  if (begin == std::string::npos) return "";
  begin = lower.find('>', begin);
  if (begin == std::string::npos) return "";
  const std::size_t end = lower.find("</title", ++begin);
  if (end == std::string::npos) return "";
  std::string title;
  for (const std::string_view word : base::words(content.substr(begin, end - begin))) {
    if (!title.empty()) title += ' ';
    title += word;
  }
  return title;
}

class Http final : public Machine {
 public:
  explicit Http(const MachineOptions& options) : options_(options) {}

  void start(Outbox& out) override {
    out.send(options_.method + " " + (options_.path.empty() ? "/" : options_.path) +
             " HTTP/1.1\r\nHost: " + host_field() +
             "\r\nUser-Agent: minato\r\nAccept: */*\r\nConnection: close\r\n\r\n");
  }

  void on_bytes(base::Bytes received, Outbox& out) override {
    if (in_body_) return take_body(received, out);
    lines_.add(received);
    while (const auto line = lines_.next()) {
      offset_ += line->size() + 1;
      if (offset_ > kMostHeaderBytes) return out.fail({offset_, "http-header-too-long"});
      if (!take_line(*line, out)) return;
    }
    if (lines_.overflowed()) return out.fail({offset_, "http-line-too-long"});
    const std::string_view begun = lines_.rest();
    if (!has_status_ && !begun.empty() &&
        begun.substr(0, 5) != std::string_view("HTTP/").substr(0, begun.size())) {
      out.fail({0, "http-status-line"});
    }
  }

  void on_closed(Closing /*how*/, Outbox& out) override {
    if (!in_body_) return out.fail({offset_, "http-ended-early"});
    end_body(out);
  }

 private:
  [[nodiscard]] std::string host_field() const {
    const bool literal = options_.host.find(':') != std::string::npos;
    std::string field = literal ? "[" + options_.host + "]" : options_.host;
    if (options_.port != 0 && options_.port != 80 && options_.port != 443) {
      field += ":" + std::to_string(options_.port);
    }
    return field;
  }

  /// False: the rest of the bytes is not for lines any more.
  bool take_line(std::string_view line, Outbox& out) {
    if (!has_status_) return take_status(line, out);
    if (!line.empty()) {
      take_field(line);
      return true;
    }
    if (status_ < 200 && status_ != 101) {
      has_status_ = false;
      if (++interim_ <= kMostInterimResponses) return true;
      out.fail({offset_, "http-interim-responses"});
      return false;
    }
    begin_body(out);
    return false;
  }

  bool take_status(std::string_view line, Outbox& out) {
    const std::size_t space = line.find(' ');
    const int status = space == std::string_view::npos
                           ? 0
                           : base::parse_number<int>(line.substr(space + 1, 3)).value_or(0);
    if (!line.starts_with("HTTP/") || status < 100) {
      out.fail({0, "http-status-line"});
      return false;
    }
    has_status_ = true;
    status_ = status;
    if (status_ < 200 && status_ != 101) return true;
    facts_.add("http.version", line.substr(5, space - 5));
    facts_.add_number("http.status", status_);
    if (line.size() > space + 5) facts_.add("http.reason", line.substr(space + 5));
    return true;
  }

  void take_field(std::string_view line) {
    if (status_ < 200 && status_ != 101) return;
    facts_.add("http.header", line);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return;
    const std::string name = base::to_lower(line.substr(0, colon));
    const std::string_view value = base::trim(line.substr(colon + 1));
    if (name == "server") facts_.add("http.server", value);
    if (name == "via") facts_.add("http.via", value);
    if (name == "alt-svc") facts_.add("http.alt_svc", value);
    if (name == "location") facts_.add("http.location", value);
    if (name == "content-length") length_ = base::parse_number<std::uint64_t>(value);
    if (name == "transfer-encoding" && base::to_lower(value).ends_with("chunked")) chunked_ = true;
  }

  void begin_body(Outbox& out) {
    in_body_ = true;
    if (options_.method == "HEAD" || status_ == 204 || status_ == 304 || status_ == 101) {
      body_.expect_nothing();
    } else if (chunked_) {
      body_.expect_chunks();
    } else if (length_) {
      body_.expect_length(*length_);
    }
    const std::string begun(lines_.rest());
    lines_.clear();
    take_body(base::as_bytes(begun), out);
  }

  void take_body(base::Bytes received, Outbox& out) {
    if (body_.take(received) != HttpBody::State::more || body_.full()) end_body(out);
  }

  void end_body(Outbox& out) {
    if (options_.method != "HEAD") {
      facts_.add_number("http.body.bytes", static_cast<std::int64_t>(body_.content().size()));
      if (const std::string title = title_of(body_.content()); !title.empty()) {
        facts_.add("http.title", title);
      }
      facts_.add("http.body", body_.content());
    }
    if (body_.state() == HttpBody::State::malformed) return out.fail({offset_, "http-chunk"});
    out.finish();
  }

  MachineOptions options_;
  LineReader lines_{kMostLineBytes};
  HttpBody body_{};
  std::size_t offset_ = 0;
  int status_ = 0;
  int interim_ = 0;
  bool has_status_ = false;
  bool in_body_ = false;
  bool chunked_ = false;
  std::optional<std::uint64_t> length_{};
};

}  // namespace

extern const Protocol kHttp;
const Protocol kHttp{.name = "http",
                     .ports = {80, 8080, 8000, 3000, 8888, 5000},
                     .tls_ports = {443, 8443, 9443},
                     .create = make_machine<Http>};

}  // namespace minato::talk
