#include "gradus/base/sha256.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <vector>

#include "gradus/base/error.hpp"
#include "gradus/base/file.hpp"

namespace gradus {

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();

  State() { start(); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }

  void start() const { check(context != nullptr && EVP_DigestInit_ex(context, EVP_sha256(), nullptr) == 1); }
  static void check(bool done) {
    if (!done) fail("sha256: OpenSSL refuses to compute it");
  }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  State::check(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1);
}

std::string Sha256::hex() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  State::check(EVP_DigestFinal_ex(state_->context, digest.data(), &size) == 1);
  state_->start();
  std::string digits;
  for (unsigned int i = 0; i < size; ++i) digits += fmt::format("{:02x}", digest[i]);
  return digits;
}

std::string sha256(std::string_view bytes) {
  Sha256 sum;
  sum.add(bytes);
  return sum.hex();
}

std::string sha256_of_file(std::string_view op, const std::string& path) {
  FileReader file{std::string(op), path};
  std::vector<char> piece(size_t{1} << 20);
  Sha256 sum;
  for (size_t got = piece.size(); got == piece.size();) {
    got = file.read(piece);
    sum.add({piece.data(), got});
  }
  return sum.hex();
}

}  // namespace gradus
