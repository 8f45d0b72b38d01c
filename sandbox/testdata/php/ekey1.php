<?php
// A shop on version 1 of MONT eKey, by D3, "Работа с заказами".

require __DIR__ . '/partner.php';

function order(string $number, string $partNum, int $quantity, array $form = [], bool $references = false): array
{
    $line = request('TransactionOrderLine', $references);
    $line->OrderNum = $number;
    $line->PartNum = $partNum;
    $line->quantity = $quantity;
    foreach ($form as $name => $value) {
        $line->endUserInfo->$name = $value; // assignment escapes; addChild would not
    }
    return understand(call('/AddOrder', $line->asXML()));
}

function find(string $number): array
{
    return understand(call('/GetOrder/' . rawurlencode($number)));
}

function understand(array $answer): array
{
    [$http, $xml] = $answer;
    if ($xml->getName() === 'BusinessError') {
        return ['http' => $http, 'refused' => texts($xml)];
    }
    return [
        'http' => $http,
        'OrderNum' => (string) $xml->OrderNum,
        'PartNum' => (string) $xml->PartNum,
        'quantity' => (int) $xml->quantity,
        'placed' => (new DateTime((string) $xml->DateOn, new DateTimeZone('UTC')))->format('Y-m-d'),
        'Keys' => each_of($xml->Keys->ProductKey),
        'Links' => each_of($xml->Links->ProductLink),
        'Errors' => isset($xml->Errors) ? (object) texts($xml->Errors) : null,
        'Status' => (string) $xml->Status,
    ];
}

function balance(): array
{
    [, $xml] = call('/CheckMyBalance');
    $available = ['blocked' => (string) $xml->IsBlocked];
    foreach ($xml->Balances->Balance as $balance) {
        $available[(string) $balance->CurrencyCode] = (string) $balance->Available;
    }
    return $available;
}

$person = [
    'Phone' => '+7 495 123-45-67', 'Fax' => '654321', 'Email' => 'ii@mail.ru', 'CustomerName' => $settings->longestName,
    'Postcode' => '123444', 'City' => 'Орёл', 'Street' => 'ул. Пушкинская, 12 — кв. 12', 'RegionCode' => '77',
    'KasperskyPIN' => 'ПИН-1234',
];
$company = ['CustomerCode' => '123455667777', 'CustomerOrganization' => 'ООО "Рога & <Копыта>" №1'] + $person;

say('balance before', balance());
say('done', order('PHP-1', $settings->plain, 2));
say('done again', order('PHP-1', $settings->plain, 2));
say('done, found', find('PHP-1'));
say('person', order('PHP-2', $settings->licensed, 1, $person));
say('company', order('PHP-3', $settings->licensed, 1, $company));
say('company in references', order('PHP-4', $settings->licensed, 1, $company, true));
say('name too long', order('PHP-5', $settings->licensed, 1, ['CustomerName' => $settings->longestName . 'й'] + $person));
say('no form', order('PHP-5', $settings->licensed, 1));
say('out of stock', order('PHP-6', $settings->outOfStock, 1));
say('vendor refuses', order('PHP-7', $settings->vendorError, 1));
say('unknown', find('PHP-7'));

$order = order('Заказ №7-1', $settings->finishesLater, 1);
say('later', $order);
while ($order['Status'] === 'В процессе') {
    pause(60);
    $order = find('Заказ №7-1');
    say('later, polled', $order);
}
say('balance after', balance());
