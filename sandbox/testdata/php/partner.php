<?php
// What both versions of the shop share: calls of MONT's services, and the lines that tell what was read.

set_error_handler(function (int $kind, string $text, string $file, int $line) {
    throw new ErrorException($text, 0, $kind, $file, $line);
});
libxml_use_internal_errors(true);

// The shop's settings: JSON from the standard input.
$settings = json_decode(stream_get_contents(STDIN), false, 64, JSON_THROW_ON_ERROR);

// call sends one request; without a body it is a GET. It returns the status and the document.
function call(string $path, ?string $body = null): array
{
    global $settings;
    $curl = curl_init($settings->service . $path);
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_HTTPAUTH => CURLAUTH_BASIC,
        CURLOPT_USERPWD => $settings->login . ':' . $settings->password,
        CURLOPT_TIMEOUT => 60,
    ]);
    if ($body !== null) {
        curl_setopt($curl, CURLOPT_POSTFIELDS, $body);
        curl_setopt($curl, CURLOPT_HTTPHEADER, ['Content-Type: application/xml']);
    }
    $answer = curl_exec($curl);
    if ($answer === false) {
        throw new RuntimeException(curl_error($curl));
    }
    return [curl_getinfo($curl, CURLINFO_HTTP_CODE), new SimpleXMLElement($answer)];
}

// request starts a document. Without an encoding in its declaration libxml writes Cyrillic letters as references (&#x418;).
function request(string $root, bool $references = false): SimpleXMLElement
{
    return new SimpleXMLElement('<?xml version="1.0"' . ($references ? '' : ' encoding="UTF-8"') . "?><$root/>");
}

// pause lets time pass on the sandbox's clock.
function pause(int $seconds): void
{
    global $settings;
    $curl = curl_init($settings->control . '/clock');
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_POSTFIELDS => json_encode(['advance' => $seconds . 's']),
        CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    ]);
    if (curl_exec($curl) === false || curl_getinfo($curl, CURLINFO_HTTP_CODE) !== 200) {
        throw new RuntimeException('the clock did not move');
    }
}

// say prints what a step read.
function say(string $step, $read): void
{
    echo json_encode(['step' => $step, 'read' => $read], JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR), "\n";
}

// texts are an element's members.
function texts(SimpleXMLElement $element): array
{
    $texts = [];
    foreach ($element->children() as $name => $child) {
        $texts[$name] = (string) $child;
    }
    return $texts;
}

// each_of reads the items of a list.
function each_of(SimpleXMLElement $items): array
{
    $list = [];
    foreach ($items as $item) {
        $list[] = texts($item);
    }
    return $list;
}
